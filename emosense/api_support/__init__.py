"""What every endpoint shares: errors, pages, throttles, idempotency, sign-in."""
