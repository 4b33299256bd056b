// Package errortexts: errors that are asked for their text, and where they come from. Each function here is run as well, in reality.
package errortexts

import (
	"errors"
	"fmt"
	"os"
)

func boom() { panic("boom") }

var last []any

func use(v ...any) { last = v }

func arg() int { return len(os.Args) - 2 }

func etSave(n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	if n == 0 {
		return fmt.Errorf("%d", n)
	}
	return nil
}

func etTry(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return f()
}

func etSafely(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	f()
	return nil
}

var errEt = errors.New("closed")

func etLoad(n int) (int, error) {
	if n < 0 {
		return 0, errEt
	}
	if err := etSave(n); err != nil {
		return 0, err
	}
	return n, nil
}

func etEach(n int) error {
	if n > 0 {
		return etEach(n - 1)
	}
	return errors.Join(etSave(n), errEt)
}

func made() {
	n := arg()
	go func() {
		if err := etSave(n); err != nil {
			use(err.Error())
		}
	}()
}

func recovered() {
	go func() {
		if err := etSafely(boom); err != nil {
			use(err.Error())
		}
	}()
}

func handed() {
	go func() {
		if err := etTry(func() error { boom(); return nil }); err != nil {
			use(err.Error())
		}
	}()
}

func second() {
	n := arg()
	go func() {
		_, err := etLoad(n)
		if err == nil {
			return
		}
		use(err.Error())
	}()
}

func recursive() {
	n := arg()
	go func() {
		var err error
		if n == 0 {
			err = etEach(3)
		}
		if err != nil {
			use(err.Error())
		}
	}()
}

func unasked() {
	n := arg() + 1
	go func() { // want `bare-go: `
		use(etSave(n).Error())
	}()
}

func unaskedVar() {
	n := arg() + 1
	go func() { // want `bare-go: `
		err := etSave(n)
		use(err.Error())
	}()
}

type etError struct{ text string }

func (e *etError) Error() string { return e.text } // want Error:`contains if receiver is not nil`

func etTyped() error {
	var e *etError
	return e
}

func typed() {
	go func() { // want `bare-go: `
		if err := etTyped(); err != nil {
			use(err.Error())
		}
	}()
}

func handedTyped() {
	go func() { // want `bare-go: `
		if err := etTry(etTyped); err != nil {
			use(err.Error())
		}
	}()
}

func etReplaced() (err error) {
	defer func() {
		var e *etError
		err = e
	}()
	return nil
}

func replaced() {
	go func() { // want `bare-go: `
		if err := etReplaced(); err != nil {
			use(err.Error())
		}
	}()
}

func etByAddress(p *error) { *p = etTyped() }

func etElsewhere() (err error) {
	defer etByAddress(&err)
	return nil
}

func byAddress() {
	go func() { // want `bare-go: `
		if err := etElsewhere(); err != nil {
			use(err.Error())
		}
	}()
}

func etPass(err error) error { return err }

func passed() {
	go func() { // want `bare-go: `
		if err := etPass(etTyped()); err != nil {
			use(err.Error())
		}
	}()
}
