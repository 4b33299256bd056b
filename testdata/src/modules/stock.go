package shop

import "example.com/acme/shop/stock"

// Which fields a constructor sets, and that nobody sets them to nil, is known within the module.
func stocks() {
	s := stock.New()
	go func() { s.Add("a") }()
	go s.Add("b")
	go func() { s.Lose("a") }() // want `bare-go: `
	b := stock.Bare()
	go func() { b.Add("a") }() // want `bare-go: `
	n := stock.Some(false)
	go func() { n.Add("a") }() // want `bare-go: `
	go func() {
		s, err := stock.Open(-1)
		if err != nil {
			return
		}
		s.Add("a")
	}()
	go func() { // want `bare-go: `
		s, _ := stock.Open(-1)
		s.Add("a")
	}()
}

// An exported field can be set here, too.
func names() {
	go func() {
		s := stock.New()
		s.Names["a"] = true
	}()
	s := stock.New()
	go func() { s.Names["a"] = true }()
	go func() { // want `bare-go: `
		s := stock.New()
		s.Gone["a"] = true
	}()
	lent := stock.New()
	use(lent)
	go func() { lent.Names["a"] = true }() // want `bare-go: `
}

var use func(*stock.Stock)

// Where a function says that something is, there is something.
func indexes(list []string) {
	go func() {
		if i := stock.Index(list, "a"); i >= 0 {
			list[i] = ""
		}
		if i, ok := stock.Find("a", list); ok {
			list[i] = ""
		}
	}()
	go func() { // want `bare-go: `
		i := stock.Index(list, "a")
		list[i] = ""
	}()
	go func() { // want `bare-go: `
		i, _ := stock.Find("a", list)
		list[i] = ""
	}()
}
