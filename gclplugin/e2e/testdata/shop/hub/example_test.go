package hub_test

import (
	"context"

	"example.com/shop/hub"
)

func Example() {
	h := hub.New()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h.Start(ctx)
	// Output:
}
