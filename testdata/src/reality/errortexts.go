package main

import (
	"errors"
	"fmt"
)

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

// trusted: the text of an error that package errors has made
func (Cases) ErrorTextMade() {
	n := arg()
	go func() {
		if err := etSave(n); err != nil {
			use(err.Error())
		}
	}()
}

// trusted: the text of an error that package errors has made
func (Cases) ErrorTextRecovered() {
	go func() {
		if err := etSafely(boom); err != nil {
			use(err.Error())
		}
	}()
}

// trusted: the text of an error that package errors has made
func (Cases) ErrorTextHanded() {
	go func() {
		if err := etTry(func() error { boom(); return nil }); err != nil {
			use(err.Error())
		}
	}()
}

// trusted: the text of an error that package errors has made
func (Cases) ErrorTextSecond() {
	n := arg()
	go func() {
		_, err := etLoad(n)
		if err == nil {
			return
		}
		use(err.Error())
	}()
}

// trusted: the text of an error that package errors has made
func (Cases) ErrorTextRecursive() {
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

func (Cases) ErrorTextUnasked() {
	n := arg() + 1
	go func() {
		use(etSave(n).Error())
	}()
}

func (Cases) ErrorTextUnaskedVar() {
	n := arg() + 1
	go func() {
		err := etSave(n)
		use(err.Error())
	}()
}

type etError struct{ text string }

func (e *etError) Error() string { return e.text }

func etTyped() error {
	var e *etError
	return e
}

func (Cases) ErrorTextTyped() {
	go func() {
		if err := etTyped(); err != nil {
			use(err.Error())
		}
	}()
}

func (Cases) ErrorTextHandedTyped() {
	go func() {
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

func (Cases) ErrorTextReplaced() {
	go func() {
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

func (Cases) ErrorTextByAddress() {
	go func() {
		if err := etElsewhere(); err != nil {
			use(err.Error())
		}
	}()
}

func etPass(err error) error { return err }

func (Cases) ErrorTextPassed() {
	go func() {
		if err := etPass(etTyped()); err != nil {
			use(err.Error())
		}
	}()
}
