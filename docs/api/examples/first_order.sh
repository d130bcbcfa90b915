#!/usr/bin/env bash
# Your first order in five minutes: a token, a product, a basket, an order and what became of it.
# It needs curl and jq, and a key with the scopes baskets:write and orders:read.
set -euo pipefail
: "${SHOP:?the address of the shop, such as https://shop.example}"
: "${CLIENT_ID:?the client id of your key}"
: "${CLIENT_SECRET:?its secret}"

# 1. A token. It is good for an hour; ask for another one when a call answers 401.
TOKEN=$(curl -sS --fail-with-body "$SHOP/identity/o/api/token" \
  -d grant_type=client_credentials -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET" | jq -r .access_token)

# Every call brings it along. Amounts are whole minor units: 1290 is €12.90.
call() { curl -sS --fail-with-body -X "$1" "$SHOP/api/v1$2" -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' "${@:3}"; }

# 2. Something to sell: the first product that can be had now. `fields` leaves out what you do not need.
SKU=$(call GET '/products/?is_available=true&limit=1&fields=title,variants' | jq -r '.results[0].variants[0].sku')

# 3. A basket with two of it. Its id opens it, so keep it to yourself.
BASKET=$(call POST /baskets/ | jq -r .id)
call PUT "/baskets/$BASKET/lines/$SKU/" -d '{"quantity": 2}' | jq '{lines, total}'

# 4. Ways of delivery, each with the total of the whole order. `quote` names the total that your buyer saw.
OFFER=$(call GET "/baskets/$BASKET/offers/?country=DE" | jq '.[0]')

# 5. The order. The key makes it safe to send again when the line breaks: it is placed once.
ORDER=$(jq -n --argjson offer "$OFFER" '{email: "grace@example.com", method: $offer.method, quote: $offer.quote,
    address: {name: "Grace Hopper", street_address: "Lindenweg 7", postal_code: "10115", city: "Berlin", country_code: "DE"}}' |
  call POST "/baskets/$BASKET/checkout/" -H "Idempotency-Key: first-order-$BASKET" -d @-)
echo "Your buyer pays here: $(jq -r .payment_url <<<"$ORDER")"

# 6. What became of it. Better than asking again and again: let a webhook tell you of order.paid.
call GET "/orders/$(jq -r .order.number <<<"$ORDER")/" | jq '{number, state, payment_status, total}'
