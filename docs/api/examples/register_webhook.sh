#!/usr/bin/env bash
# A place of yours that hears of paid orders. It needs curl, jq, and a server's key with webhooks:write and orders:read.
set -euo pipefail
: "${SHOP:?the address of the shop, such as https://shop.example}"
: "${CLIENT_ID:?the client id of your key}"
: "${CLIENT_SECRET:?its secret}"
: "${RECEIVER:?where you listen, such as https://erp.example/hook}"

# 1. A token, as for every call.
TOKEN=$(curl -sS --fail-with-body "$SHOP/identity/o/api/token" \
  -d grant_type=client_credentials -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET" | jq -r .access_token)
post() { curl -sS --fail-with-body "$SHOP/api/v1$1" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2"; }

# 2. The address, by https on the ports 443, 80 or 8443, and what it hears: types that the scopes of your servers' keys
# let you read. The secret is told this once, so keep it where your receiver finds it.
MADE=$(post /webhook-endpoints/ "$(jq -n --arg url "$RECEIVER" '{url: $url, types: ["order.paid"]}')")
echo "WEBHOOK_SECRET=$(jq -r .secret <<<"$MADE")"

# 3. A test: an event `webhook.test` comes to your receiver, and `webhook-deliveries` tells what it answered.
post "/webhook-endpoints/$(jq -r .endpoint.id <<<"$MADE")/tests/" '{}' | jq '{id, state}'
