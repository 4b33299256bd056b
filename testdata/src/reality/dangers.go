package main

// What can panic, and what cannot.

var (
	n      = 7
	zero   int
	minus  = -1
	list   []int
	funcs  []func()
	table  map[string]int
	empty      = ""
	value  any = []int{1}
	other  any = []int{1}
	null   *guard
	array  *[4]int
	iface  interface{ rescue() }
	closed = func() chan int { c := make(chan int); close(c); return c }()
	float  float64
)

type pair struct{ a, b any }

var uncomparable = pair{1, []int{}}

func (Cases) Index()        { go func() { println(list[n]) }() }
func (Cases) StringIndex()  { go func() { println(empty[n]) }() }
func (Cases) Slice()        { go func() { println(list[n:]) }() }
func (Cases) SlicePointer() { go func() { println(array[:]) }() }
func (Cases) MapWrite()     { go func() { table["k"] = 1 }() }
func (Cases) MapIncrement() { go func() { table["k"]++ }() }
func (Cases) Assert()       { go func() { println(value.(string)) }() }
func (Cases) Field()        { go func() { println(null.n) }() }
func (Cases) FieldWrite()   { go func() { null.n = 1 }() }
func (Cases) FieldAddress() { go func() { println(&null.n) }() }
func (Cases) Star()         { go func() { println(*array == [4]int{}) }() }
func (Cases) Divide()       { go func() { println(n / zero) }() }
func (Cases) Modulo()       { go func() { println(n % zero) }() }
func (Cases) DivideAssign() { go func() { x := 1; x /= zero }() }
func (Cases) Shift()        { go func() { println(n << minus) }() }
func (Cases) ShiftAssign()  { go func() { x := 1; x >>= minus }() }
func (Cases) Make()         { go func() { println(make([]int, minus)) }() }
func (Cases) ToArray()      { go func() { println([4]int(list) == [4]int{}) }() }
func (Cases) ToArrayPtr()   { go func() { println((*[4]int)(list)) }() }
func (Cases) Close()        { go func() { close(closed) }() }
func (Cases) CloseNil()     { go func() { var c chan int; close(c) }() }
func (Cases) Send()         { go func() { closed <- 1 }() }
func (Cases) SelectSend() {
	go func() {
		select {
		case closed <- 1:
		default:
		}
	}()
}
func (Cases) Compare()       { go func() { println(value == other) }() }
func (Cases) CompareStruct() { go func() { println(uncomparable == pair{1, []int{}}) }() }
func (Cases) CompareArray()  { go func() { println([1]any{value} == [1]any{other}) }() }
func (Cases) Switch() {
	go func() {
		switch value {
		case other:
		}
	}()
}
func (Cases) SwitchStruct() {
	go func() {
		switch uncomparable {
		case uncomparable:
		}
	}()
}
func (Cases) KeyLiteral() { go func() { println(map[any]int{value: 1}) }() }
func (Cases) DeleteKey()  { go func() { delete(map[any]int{}, value) }() }
func (Cases) Panic()      { go func() { panic(n) }() }
func (Cases) PanicNil()   { go func() { panic(nil) }() }
func (Cases) RangePointer() {
	go func() {
		for _, v := range array {
			println(v)
		}
	}()
}
func (Cases) RangeFunc() {
	go func() {
		var f func(func(int) bool)
		for range f {
		}
	}()
}
func (Cases) MethodValueOfNil()     { go func() { f := null.rescueCopy; note(f) }() }
func (Cases) MethodOfNilInterface() { go func() { f := iface.rescue; note(f) }() }
func (Cases) Callee()               { go func() { iface.rescue() }() }
func (Cases) GoPanic()              { go panic("now") }
func (Cases) GoClose()              { go close(closed) }
func (Cases) GoDelete()             { go delete(map[any]int{}, value) }
func (Cases) GenericEqual()         { go equal(value, other) }
func (Cases) GenericAssert()        { go assert[string](value) }
func (Cases) Swap()                 { go func() { list[0], list[1] = list[1], list[0] }() }
func (Cases) CopyArray()            { go func() { x := *array; note(x[0]) }() }
func (Cases) ConstIndexSlice()      { go func() { println([]int{}[n]) }() }

func equal[T comparable](x, y T) { println(x == y) }

func assert[T any](v any) { println(any(v.(T))) }

// These cannot.

func (Cases) CommaOk() { go func() { _, ok := value.(string); println(ok) }() }
func (Cases) TypeSwitch() {
	go func() {
		switch value.(type) {
		case string:
		}
	}()
}
func (Cases) DivideConst() { go func() { println(n/2, n%3, n/-1) }() }
func (Cases) DivideFloat() {
	go func() { x, y := 1.0, 0.0; println(x / y); println(complex(x, y) / complex(y, y)) }()
}
func (Cases) ShiftUint() { go func() { x := uint(200); println(1<<x, n>>x) }() }
func (Cases) Overflow()  { go func() { x := int8(127); x++; x *= 100; println(x, -x) }() }
func (Cases) Lens() {
	go func() { println(len(list), cap(list), len(table), len(empty), len(array)) }()
}
func (Cases) RangeNil() {
	go func() {
		for range list {
		}
		for range table {
		}
		for range empty {
		}
		for i := range array {
			println(i)
		}
	}()
}
func (Cases) DeleteNil() { go func() { delete(table, "k"); clear(table) }() }
func (Cases) Append() {
	go func() { x := append(list, 1, 2); x = append(x, x...); println(len(x), copy(x, list)) }()
}
func (Cases) Nil() { go func() { println(value == nil, null == nil, iface != nil, list == nil) }() }
func (Cases) Strings() {
	go func() { s := empty + "x"; println(s > "a", string(rune(n)), []byte(s), min(n, 2), max(float, 1)) }()
}
func (Cases) New() { go func() { p := new(guard); q := &guard{1}; println(p == q) }() }
func (Cases) Literals() {
	go func() { x := []any{value, 1}; m := map[string]any{"k": value}; println(len(x), len(m)) }()
}
func (Cases) PointerMethodOfNil() { go func() { f := null.rescue; println(f == nil) }() }
func (Cases) Start()              { go func() { go func() {}() }() }
func (Cases) GoPrint()            { go println("x") }
func (Cases) GoRecover()          { go recover() }
func (Cases) GoClear()            { go clear(table) }
func (Cases) Labels() {
	go func() {
		i := 0
	loop:
		for {
			switch {
			case i > 3:
				break loop
			}
			i++
		}
		if i > 9 {
			goto end
		}
	end:
	}()
}
func (Cases) Closure()      { go func() { f := func() { boom() }; note(nil); println(f == nil) }() }
func (Cases) Interface()    { go func() { var x any = n; _, isInt := x.(int); println(isInt) }() }
func (Cases) CompareConst() { go func() { println(value == 1) }() }
func (Cases) CompareNumbers() {
	go func() { println(n == zero, float < 1, empty == "x", n != 3 && !(n > 2)) }()
}
