package fix

import "github.com/unsupervisedgo/unsupervisedgo/internal/effects"

// A service that takes a token or a flag for work which is there without it does not come to what a panic has left of that, until
// somebody asks again. The hook does so, to whom it is the same how often that is done:
//
//	supervised.OnPanic(func(*supervised.PanicError) { s.dirty.Store(true) })

// meetDemand lets the hook ask again for work that a panic leaves, or keeps the crash where it is taken.
func (d *duties) meetDemand(s *effects.Site) *Refusal {
	if !d.restart || s.Phase != effects.Inside {
		return nil
	}
	if text := d.asksAgain(s); text != "" {
		d.hooking.doAgain(text)
		return nil
	}
	refusal := d.refuse(LosesDemand, s, s.Text, "")
	if s.In == (effects.FuncID{}) || d.isEntry(s.In) {
		return refusal
	}
	d.owed = append(d.owed, owed{in: s.In, refusal: refusal})
	return nil
}

// asksAgain is how the hook raises a flag that has been taken back, or sends a token if there is none; "" for what cannot be named
// there, or put back.
func (d *duties) asksAgain(s *effects.Site) string {
	on, ok := d.textAtSpawn(s.On)
	if !ok {
		return ""
	}
	if !s.Token {
		return on + ".Store(true)"
	}
	return "select {\ncase " + on + " <- struct{}{}:\ndefault:\n}"
}
