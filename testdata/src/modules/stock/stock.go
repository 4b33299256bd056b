// Package stock has constructors.
package stock

import "errors"

// A Stock is made by New.
type Stock struct {
	Names map[string]bool
	Gone  map[string]bool
	items map[string]int
	lost  map[string]int
}

// New returns an empty stock.
func New() *Stock { // want New:"^makes, sets 2 fields$" New:"contains"
	return &Stock{Names: map[string]bool{}, Gone: map[string]bool{}, items: make(map[string]int), lost: map[string]int{}}
}

// Open returns a stock of a size.
func Open(size int) (*Stock, error) { // want Open:"^makes if told so.0., returns nil at times .1., sets 2 fields$" Open:"contains"
	if size < 0 {
		return nil, errors.New("stock: negative size")
	}
	return New(), nil
}

// Bare returns a stock with nothing in it.
func Bare() *Stock { return &Stock{} } // want Bare:"^makes$" Bare:"contains"

// Some returns a stock that may have nothing in it.
func Some(full bool) *Stock { // want Some:"^makes$" Some:"contains"
	if full {
		return New()
	}
	return Bare()
}

// Add adds one.
func (s *Stock) Add(k string) { s.items[k]++ } // want Add:"^contains if receiver is not nil$"

// Lose loses one.
func (s *Stock) Lose(k string) { s.lost[k]++ } // want Lose:"^harms$"

// Drop drops all.
func (s *Stock) Drop() { s.lost, s.Gone = nil, nil } // want Drop:"contains if receiver is not nil"

// Index returns where k is in list, or -1.
func Index(list []string, k string) int { // want Index:"^result 0 is in 0$" Index:"contains"
	for i, s := range list {
		if s == k {
			return i
		}
	}
	return -1
}

// Find is Index with another answer.
func Find(k string, list []string) (int, bool) { // want Find:"^result 0 is in 1, result 0 is in 1$" Find:"contains"
	for i, s := range list {
		if s == k {
			return i, true
		}
	}
	return -1, false
}
