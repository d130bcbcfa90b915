"""Bring the counts of your warehouse to the shop, with the client generated from its schema.

openapi-python-client generate --url $SHOP/api/v1/schema/ --output-path client
PYTHONPATH=client SHOP=https://shop.example TOKEN=... python sync_stock.py
"""

import os
import uuid

from regulars_api_client import AuthenticatedClient
from regulars_api_client.api.stock import stock_batches_create, stock_list
from regulars_api_client.models import CountBatchInputRequest, CountRowInputRequest

client = AuthenticatedClient(base_url=os.environ["SHOP"], token=os.environ["TOKEN"])

page = stock_list.sync(client=client, limit=200)
counted = [CountRowInputRequest(sku=row.sku, location=row.location, on_hand=row.on_hand + 5) for row in page.results]
answer = stock_batches_create.sync(
    client=client, body=CountBatchInputRequest(rows=counted), idempotency_key=uuid.uuid4().hex
)
print(f"{answer.changed} changed, {answer.unchanged} as they were, {answer.refused} refused")
for row in answer.results:
    if row.outcome == "refused":
        print(f"row {row.row}: {row.detail}")
