"""What order lines of gift cards stand for: a product that is no goods. Nobody else's product may be taken for it."""

GIFT_CARD_SKU, GIFT_CARD_SLUG = "GIFT-CARD", "gift-card"
