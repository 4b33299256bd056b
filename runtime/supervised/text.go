package supervised

import (
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"time"
)

const (
	maxText = maxStack // of a panic value as text

	// textPatience is how long a value's own method may take to make its text. It
	// may wait for a lock that the goroutine, which panicked, still holds.
	textPatience = time.Second
)

// TypeOnly is for [Text]: it tells the type of a panic value and nothing of its
// content.
func TypeOnly(value any) string { return fmt.Sprintf("%T", value) }

// valueText returns a panic value as text, as the runtime prints it: what the
// Error or String method says, or the value of a basic type; of anything else the
// type and an address. Fields and elements stay out: they may be secret, refer to
// themselves, or change under the eyes of the reader, which no recover survives.
func valueText(v any) string {
	switch v := v.(type) {
	case error:
		if fromRuntime(v) {
			return cut(v.Error(), maxText)
		}
		return ask(v, "Error", v.Error)
	case fmt.Stringer:
		return ask(v, "String", v.String)
	case string:
		return cut(v, maxText)
	}
	r := reflect.ValueOf(v)
	var s string
	switch r.Kind() {
	case reflect.Bool:
		s = strconv.FormatBool(r.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s = strconv.FormatInt(r.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		s = strconv.FormatUint(r.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		s = strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		s = strconv.FormatComplex(r.Complex(), 'g', -1, r.Type().Bits())
	case reflect.String:
		s = strconv.Quote(cut(r.String(), maxText))
	case reflect.Pointer, reflect.UnsafePointer, reflect.Chan, reflect.Func, reflect.Map, reflect.Slice:
		return fmt.Sprintf("(%T) %#x", v, r.Pointer())
	default: // an array, a struct
		return fmt.Sprintf("(%T)", v)
	}
	if r.Type().PkgPath() == "" {
		return s
	}
	return fmt.Sprintf("%T(%s)", v, s) // as the runtime, which tells a named type
}

// fromRuntime reports whether err was made by the runtime, whose texts are safe
// to ask for.
func fromRuntime(err error) bool {
	if _, ok := err.(runtime.Error); !ok {
		return false
	}
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath() == "runtime"
}

// ask returns what a method of a panic value says. It is asked on a goroutine of
// its own: one that blocks, panics or ends its goroutine must not keep the panic
// from being told.
func ask(v any, name string, method func() string) string {
	answer := make(chan string, 1)
	go func() {
		s := fmt.Sprintf("a %T whose %s method ends its goroutine", v, name)
		defer func() { answer <- s }()
		if guard(func() { s = cut(method(), maxText) }) != nil {
			s = fmt.Sprintf("a %T whose %s method panics", v, name)
		}
	}()
	t := time.NewTimer(textPatience)
	defer t.Stop()
	select {
	case s := <-answer:
		return s
	case <-t.C:
		return fmt.Sprintf("a %T whose %s method blocks", v, name)
	}
}
