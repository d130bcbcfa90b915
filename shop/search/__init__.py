"""PLACEHOLDER written by the lead so that the rest imports; replace me."""


class _Nothing:
    def index(self, documents): ...
    def remove(self, ids): ...
    def mark_stock(self, stock): ...  # {product_id: in_stock}: called inside stock transactions, must be cheap


def backend():
    return _Nothing()
