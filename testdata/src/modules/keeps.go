package shop

import (
	"example.com/acme/shop/crate"
	"example.com/acme/shop/stock"
)

// A till keeps what constructors of another package have made, and nothing else.
type till struct {
	items  *stock.Stock
	held   *stock.Stock
	bare   *stock.Stock
	lent   *stock.Stock
	zeroed *crate.Crate
	later  *stock.Stock
}

func newTill(lent *stock.Stock) *till {
	held := stock.New()
	return &till{items: stock.New(), held: held, bare: stock.Some(false), lent: lent, zeroed: new(crate.Crate), later: stock.New()}
}

func (t *till) sell() {
	t.items.Add("a")
	t.held.Add("a")
}
func (t *till) sellBare() { t.bare.Add("a") }
func (t *till) sellLent() { t.lent.Add("a") }
func (t *till) sellNone() { t.zeroed.Add("a") }
func (t *till) sellLate() { t.later.Add("a") }
func (t *till) lose()     { t.items.Lose("a") }
func (t *till) swap()     { t.later = &stock.Stock{} }

var goods = stock.New()

func tills() {
	t := newTill(stock.Bare())
	t.swap()
	go t.sell()
	go func() { goods.Add("a") }()
	go t.sellBare() // want `bare-go: `
	go t.sellLent() // want `bare-go: `
	go t.sellNone() // want `bare-go: `
	go t.sellLate() // want `bare-go: `
	go t.lose()     // want `bare-go: `
}

// There may be a shelf without items.
type shelf struct{ items *stock.Stock }

func newShelf() *shelf { return &shelf{items: stock.New()} }

func (s *shelf) sell() { s.items.Add("a") }

func shelves() {
	go newShelf().sell() // want `bare-go: `
	go new(shelf).sell() // want `bare-go: `
}
