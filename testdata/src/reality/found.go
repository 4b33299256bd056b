package main

import (
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// What functions of the library have found.

// trusted: functions of the standard library
func (Cases) FoundIndex() {
	s := textOf("key=value")
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			use(s[:i], s[i+1:])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundIndexbyte() {
	s := textOf("key=value")
	go func() {
		i := strings.IndexByte(s, '=')
		if i < 0 {
			return
		}
		use(s[:i], s[i+1:], s[i])
	}()
}

// trusted: functions of the standard library
func (Cases) FoundIndexlong() {
	s := textOf("key=>value")
	go func() {
		if i := strings.Index(s, "=>"); i != -1 {
			use(s[:i], s[i+2:])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundIndexsep() {
	s, sep := textOf("key=>value"), textOf("=>")
	go func() {
		if i := strings.Index(s, sep); i >= 0 {
			use(s[:i], s[i+len(sep):])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundLast() {
	s := textOf("a/b/c")
	go func() {
		if i := strings.LastIndex(s, "/"); i >= 0 {
			use(s[:i], s[i+1:])
		}
		use(s[strings.LastIndex(s, "/")+1:])
		use(s[strings.LastIndexByte(s, '/')+1:])
	}()
}

func (Cases) FoundPrefix() {
	s := textOf("key=value")
	go func() {
		if strings.HasPrefix(s, "key") {
			use(s[3:], s[len("key"):])
		}
	}()
}

func (Cases) FoundSuffix() {
	s, suf := textOf("key=value"), textOf("ue")
	go func() {
		if strings.HasSuffix(s, suf) {
			use(s[:len(s)-len(suf)])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundSplitn() {
	s := textOf("key=value")
	go func() {
		parts := strings.SplitN(s, "=", 2)
		if len(parts) == 2 {
			use(parts[0], parts[1])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundSplit0() {
	s := textOf("key=value")
	go func() { use(strings.SplitN(s, "=", 2)[0], strings.Split(s, ",")[0]) }()
}

// trusted: functions of the standard library
func (Cases) FoundContains() {
	s := textOf("key=value")
	go func() {
		if strings.Contains(s, "=") {
			parts := strings.SplitN(s, "=", 2)
			use(parts[0], parts[1])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundContainssplit() {
	s := textOf("key=value")
	go func() {
		if strings.Contains(s, "=") {
			use(strings.Split(s, "=")[1])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundCut() {
	s := textOf("key=value")
	go func() {
		if k, v, ok := strings.Cut(s, "="); ok {
			use(k, v)
		}
		if strings.Contains(s, "=") {
			k, v, _ := strings.Cut(s, "=")
			use(k, v)
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundSlicesindex() {
	go func() {
		s := numbersOf(5)
		if i := slices.Index(s, 3); i >= 0 {
			s = slices.Delete(s, i, i+1)
		}
	}()
}

func (Cases) FoundSlicesindex2() {
	go func() {
		s := numbersOf(5)
		i := slices.Index(s, 3)
		if i < 0 {
			return
		}
		use(s[i], s[:i], s[i+1:])
		s = append(s[:i], s[i+1:]...)
	}()
}

// trusted: functions of the standard library
func (Cases) FoundSlicesindexfunc() {
	s := numbersOf(5)
	go func() {
		if i := slices.IndexFunc(s, func(x int) bool { return x > 2 }); i != -1 {
			use(s[i])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundSearch() {
	s := numbersOf(5)
	go func() {
		i := sort.Search(len(s), func(i int) bool { return s[i] >= 3 })
		if i < len(s) && s[i] == 3 {
			use(s[i])
		}
		use(s[:i], s[i:])
	}()
}

func (Cases) FoundSearchints() {
	s := numbersOf(5)
	go func() {
		i := sort.SearchInts(s, 3)
		if i < len(s) {
			use(s[i])
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundBinary() {
	go func() {
		s := numbersOf(5)
		i, ok := slices.BinarySearch(s, 3)
		if ok {
			use(s[i])
		}
		use(s[:i], s[i:])
		s = slices.Insert(s, i, 3)
	}()
}

// trusted: functions of the standard library
func (Cases) FoundFields() {
	s := textOf("a b c")
	go func() {
		f := strings.Fields(s)
		if len(f) < 2 {
			return
		}
		use(f[0], f[1], f[len(f)-1])
	}()
}

// trusted: functions of the standard library
func (Cases) FoundTrim() {
	s := textOf("a b c")
	go func() {
		s = strings.TrimSpace(s)
		if s == "" {
			return
		}
		use(s[0], s[1:], s[len(s)-1])
	}()
}

// trusted: functions of the standard library
func (Cases) FoundAtoi() {
	s := textOf("3")
	go func() {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return
		}
		use(10 / n)
	}()
}

// trusted: functions of the standard library
func (Cases) FoundArgs() {
	go func() {
		if len(os.Args) > 1 {
			use(os.Args[1], os.Args[1:])
		}
	}()
}

func (Cases) FoundPanicsIndex() {
	s := textOf("value")
	go func() {
		i := strings.Index(s, "=")
		use(s[:i])
	}()
}

func (Cases) FoundPanicsIndexend() {
	s := textOf("value=")
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			use(s[i+1])
		}
	}()
}

func (Cases) FoundPanicsIndexfar() {
	s := textOf("value=")
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			use(s[i+2:])
		}
	}()
}

func (Cases) FoundPanicsIndexother() {
	s, u := textOf("value="), textOf("x")
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			use(u[:i])
		}
	}()
}

func (Cases) FoundPanicsIndexzero() {
	s, sep := textOf("value"), textOf("")
	go func() {
		if i := strings.LastIndex(s, sep); i >= 0 {
			use(s[i])
		}
	}()
}

func (Cases) FoundPanicsSplitn() {
	s := textOf("value")
	go func() {
		parts := strings.SplitN(s, "=", 2)
		use(parts[1])
	}()
}

func (Cases) FoundPanicsSplitn0() {
	s := textOf("value")
	go func() { use(strings.SplitN(s, "=", 0)[0]) }()
}

func (Cases) FoundPanicsContains() {
	s := textOf("value,")
	go func() {
		if strings.Contains(s, ",") {
			use(strings.Split(s, "=")[1])
		}
	}()
}

func (Cases) FoundPanicsContainsn() {
	s := textOf("value,")
	go func() {
		if strings.Contains(s, ",") {
			use(strings.SplitN(s, ",", 1)[1])
		}
	}()
}

func (Cases) FoundPanicsSearch() {
	s := numbersOf(5)
	go func() {
		i := sort.Search(len(s), func(i int) bool { return s[i] >= 3 })
		use(s[i])
	}()
}

func (Cases) FoundPanicsSlicesindex() {
	s := numbersOf(5)
	go func() {
		i := slices.Index(s, 3)
		use(s[i])
	}()
}

func (Cases) FoundPanicsBinary() {
	s := numbersOf(5)
	go func() {
		i, ok := slices.BinarySearch(s, 3)
		if !ok {
			use(s[i])
		}
	}()
}

func (Cases) FoundPanicsMax() {
	s := numbersOf(0)
	go func() { use(slices.Max(s)) }()
}

func (Cases) FoundPanicsTrim() {
	s := textOf(" ")
	go func() {
		if s == "" {
			return
		}
		s = strings.TrimSpace(s)
		use(s[0])
	}()
}

// What is known behind a search or a comma-ok form holds in a loop, too, which is followed more than once where
// something else changes in front of it.

// trusted: functions of the standard library
func (Cases) FoundLoopIndex() {
	s := textOf("key=value")
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			if i := strings.Index(s, "=v"); i != -1 {
				use(s[i+2:], n)
			}
		}
	}()
}

// trusted: a number in memory
func (Cases) FoundLoopFlag() {
	s := textOf("key=value")
	go func() {
		finished := false
		defer func() {
			if finished {
				return
			}
			_ = recover()
		}()
		finished = arg() == 0
		for range 2 {
			if i := strings.LastIndex(s, "=v"); i >= 0 {
				use(s[i+2:])
			}
		}
	}()
}

// trusted: functions of the standard library
func (Cases) FoundLoopAgain() {
	s, sep := textOf("key=value"), textOf("=v")
	go func() {
		n := arg()
	again:
		n = arg()
		for k := 0; k < 2; k++ {
			if n > 0 {
				continue
			}
			if i := strings.Index(s, sep); i >= 0 {
				use(s[i+len(sep):])
			}
		}
		if n > 1 {
			goto again
		}
	}()
}

func (Cases) FoundLoopBinary() {
	s := numbersOf(5)
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			i, ok := slices.BinarySearch(s, 0)
			n += i
			if ok {
				use(s[i], n)
			}
		}
	}()
}

func (Cases) FoundLoopAsserted() {
	var v any = arg()
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			m, ok := v.(int)
			use(n)
			if ok {
				use(m, v.(int))
			}
		}
	}()
}

func (Cases) FoundLoopCut() {
	s := textOf("=v")
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			i := strings.Index(s, "=v")
			s = textOf("")
			if i != -1 {
				use(s[i+2:], n)
			}
		}
	}()
}

func (Cases) FoundLoopOther() {
	s, sep := textOf("key=v"), textOf("=v")
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			i := strings.Index(s, sep)
			sep = textOf("longer")
			if i != -1 {
				use(s[i+len(sep):], n)
			}
		}
	}()
}

func (Cases) FoundLoopNot() {
	s := numbersOf(0)
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			i, ok := slices.BinarySearch(s, 3)
			n += i
			if !ok {
				use(s[i], n)
			}
		}
	}()
}

// i == len(xs) is the only way out of range of what is at most that.

func (Cases) FoundOrEnd() {
	go func() {
		xs := numbersOf(3)
		if i := sort.SearchInts(xs, 7+arg()); i != len(xs) {
			use(xs[i])
		}
	}()
}

func (Cases) FoundBeforeEnd() {
	go func() {
		xs := numbersOf(3)
		for i := 0; i != len(xs); i++ {
			use(xs[i])
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) FoundBehindOne() {
	xs, n := numbersOf(3), 3+arg()
	go func() {
		if n < 0 || n > len(xs) || n+1 == len(xs)+1 {
			return
		}
		use(xs[n])
	}()
}

func (Cases) FoundNotEnd() {
	xs, n := numbersOf(3), 7+arg()
	go func() {
		if n >= 0 && n != len(xs) {
			use(xs[n])
		}
	}()
}

func (Cases) FoundNotBehind() {
	xs := numbersOf(3)
	go func() {
		if i := sort.SearchInts(xs, 7); i != len(xs)+1 {
			use(xs[i])
		}
	}()
}

func (Cases) FoundFromEnd() {
	xs := numbersOf(3)
	go func() {
		i := sort.SearchInts(xs, 0+arg())
		if len(xs) != i {
			use(xs[i])
		}
		if i != 0 {
			return
		}
		use(xs[i-1])
	}()
}
