package verdicttest

// extreme is a number at which sums wrap around, or not.
const extreme = "pick4(0, 1, math.MaxInt, math.MinInt)"

const text = "pick4(\"\", \"a=b\", \"=\", \"ab\")"

// bounds are operations that are in bounds by arithmetic, by what a function has found, or by equal lengths, and
// neighbours that are not.
var bounds = []operation{
	{name: "an index behind a sum that wraps around", typ: "int", value: extreme, code: "list := []int{1, 2}\nif $X+1 < len(list) {\nuse(list[$X+1])\n}"},
	{name: "an index behind a sum and a check from below", typ: "int", value: extreme, code: "list := []int{1, 2}\nif $X >= 0 && $X+1 < len(list) {\nuse(list[$X+1])\n}"},
	{name: "an index behind a difference", typ: "int", value: extreme, code: "list := []int{1, 2}\nif $X >= 0 && $X < len(list)-1 {\nuse(list[$X+1])\n}", checked: true},
	{name: "an index that is counted up", typ: "int", value: extreme, code: "list, i := []int{1, 2}, $X\nif i >= 0 {\ni++\nif i < len(list) {\nuse(list[i])\n}\n}"},
	{name: "an index that grows by what may be anything", typ: "int", value: extreme, code: "list, i := []int{1, 2}, 1\nif $X >= 0 {\ni += $X\nif i < len(list) {\nuse(list[i])\n}\n}"},
	{name: "a shift by one more", typ: "int", value: extreme, code: "if $X >= 0 && $X != 1 {\nuse(1 << ($X + 1))\n}"},
	{name: "a division by one more", typ: "int", value: extreme, code: "if $X >= 0 {\nuse(10 / ($X + 1))\n}", checked: true},
	{name: "neighbours in a loop", typ: "[]int", value: slice, code: "for i := 0; i+1 < len($X); i++ {\nuse($X[i] + $X[i+1])\n}", checked: true},
	{name: "an end that is clamped", typ: "int", value: number, code: "list, n := []int{1, 2, 3}, $X\nif n > len(list) {\nn = len(list)\n}\nif n < 0 {\nn = 0\n}\nuse(list[:n])", checked: true},
	{name: "an end that is clamped on one side", typ: "int", value: number, code: "list, n := []int{1, 2, 3}, $X\nif n > len(list) {\nn = len(list)\n}\nuse(list[:n])"},
	{name: "an end by min and max", typ: "int", value: number, code: "list := []int{1, 2, 3}\nn := max(0, min($X, len(list)))\nuse(list[:n])\nuse(list[n:])", checked: true},
	{name: "an end by min", typ: "int", value: number, code: "list := []int{1, 2, 3}\nuse(list[:min($X, len(list))])"},
	{name: "chunks", typ: "[]int", value: slice, code: "for i := 0; i < len($X); i += 2 {\nuse($X[i:min(i+2, len($X))])\n}", checked: true},
	{name: "chunks that are too long", typ: "[]int", value: slice, code: "for i := 0; i < len($X); i += 2 {\nuse($X[i : i+2 : len($X)])\n}"},
	{name: "chunks of any size", typ: "int", value: number, code: "list := []int{1, 2, 3}\nif n := $X; n > 0 {\nfor i := 0; i < len(list); i += n {\nend := i + n\nif end > len(list) {\nend = len(list)\n}\nuse(list[i:end])\n}\n}", unproven: true},
	{name: "a filter in place", typ: "[]int", value: slice, code: "n := 0\nfor _, v := range $X {\nif v > 1 {\n$X[n] = v\nn++\n}\n}\nuse($X[:n])", checked: true},
	{name: "a filter one too far", typ: "[]int", value: slice, code: "n := 0\nfor _, v := range $X {\nn++\n$X[n] = v\n}"},
	{name: "two halves", typ: "[]int", value: slice, code: "m := len($X) / 2\nuse($X[:m])\nuse($X[m:])", checked: true},
	{name: "the middle", typ: "[]int", value: slice, code: "use($X[len($X)/2])"},
	{name: "the middle of what is not empty", typ: "[]int", value: slice, code: "if len($X) > 0 {\nuse($X[len($X)/2])\n}", checked: true},
	{name: "a binary search", typ: "[]int", value: slice, code: "low, high := 0, len($X)\nfor low < high {\nm := low + (high-low)/2\nif $X[m] < 2 {\nlow = m + 1\n} else {\nhigh = m\n}\n}", checked: true},
	{name: "a binary search that goes too far", typ: "[]int", value: slice, code: "low, high := 0, len($X)\nfor low <= high {\nm := (low + high) / 2\nif $X[m] < 9 {\nlow = m + 1\n} else {\nhigh = m - 1\n}\n}"},
	{name: "a remainder as an index", typ: "int", value: number, code: "list := []int{1, 2, 3}\nuse(list[$X%len(list)])"},
	{name: "a remainder of what is not negative as an index", typ: "uint", value: "pick[uint](b0, 0, 99)", code: "list := []int{1, 2, 3}\nuse(list[$X%uint(len(list))])"},
	{name: "a remainder by an empty list", typ: "[]int", value: slice, code: "use($X[uint(7)%uint(len($X))])"},
	{name: "an unsigned comparison", typ: "int", value: number, code: "list := []int{1, 2, 3}\nif uint($X) < uint(len(list)) {\nuse(list[$X])\n}", checked: true},
	{name: "an unsigned comparison the wrong way", typ: "int", value: number, code: "list := []int{1, 2, 3}\nif uint($X) > uint(len(list)) {\nuse(list[$X])\n}"},
	{name: "a ring", code: "var ring [4]int\ni := 0\nfor range 9 {\nring[i] = 1\nif i++; i == len(ring) {\ni = 0\n}\n}"},
	{name: "a ring one too long", code: "var ring [4]int\ni := 0\nfor range 9 {\nring[i] = 1\nif i++; i > len(ring) {\ni = 0\n}\n}"},
	{name: "bytes of a string", typ: "string", value: text, code: "list := []byte($X)\nfor i := range $X {\nlist[i] = 'x'\n}", checked: true},
	{name: "runes of a string", typ: "string", value: "pick(b0, \"é\", \"xy\")", code: "list := []rune($X)\nfor i := 0; i < len($X); i++ {\nuse(list[i])\n}"},
	{name: "a clone", typ: "[]int", value: slice, code: "list := slices.Clone($X)\nfor i := range $X {\nlist[i]++\n}", checked: true},
	{name: "an appended copy", typ: "[]int", value: slice, code: "list := append([]int(nil), $X...)\nfor i := range $X {\nlist[i]++\n}", checked: true},
	{name: "a list with room", typ: "[]int", value: slice, code: "list := make([]int, 0, len($X))\nfor i := range $X {\nlist[i]++\n}"},
	{name: "two lists of one length", typ: "[]int", value: slice, code: "list := []int{1, 2, 3}\nif len($X) == len(list) {\nfor i := range list {\nuse($X[i])\n}\n}", checked: true},
	{name: "a key and a value", typ: "string", value: text, code: "if i := strings.Index($X, \"=\"); i >= 0 {\nuse($X[:i])\nuse($X[i+1:])\n}", checked: true},
	{name: "what is behind the key", typ: "string", value: text, code: "if i := strings.Index($X, \"=\"); i >= 0 {\nuse($X[i+1])\n}"},
	{name: "a key that may not be there", typ: "string", value: text, code: "i := strings.Index($X, \"=\")\nuse($X[:i])"},
	{name: "what is behind something longer", typ: "string", value: text, code: "if i := strings.Index($X, \"a=\"); i != -1 {\nuse($X[i+2:])\n}", checked: true},
	{name: "what is behind anything", typ: "string", value: text, code: "sep := \"=\"\nif b1 {\nsep = \"\"\n}\nif i := strings.Index($X, sep); i >= 0 {\nuse($X[i+len(sep):])\n}", checked: true},
	{name: "what is behind the last one", typ: "string", value: text, code: "use($X[strings.LastIndexByte($X, '=')+1:])", checked: true},
	{name: "both sides of what is there", typ: "string", value: text, code: "if strings.Contains($X, \"=\") {\nuse(strings.SplitN($X, \"=\", 2)[1])\n}", checked: true},
	{name: "both sides of what may not be there", typ: "string", value: text, code: "use(strings.SplitN($X, \"=\", 2)[1])"},
	{name: "both sides of something else", typ: "string", value: text, code: "if strings.Contains($X, \"b\") {\nuse(strings.Split($X, \"=\")[1])\n}"},
	{name: "an element that is found", typ: "[]int", value: slice, code: "if i := slices.Index($X, 2); i >= 0 {\nuse(slices.Delete(slices.Clone($X), 0, 0))\nuse($X[i])\n}", unproven: true},
	{name: "an element that may not be found", typ: "[]int", value: slice, code: "use($X[slices.Index($X, 2)])"},
	{name: "where a search ends", typ: "[]int", value: slice, code: "i := sort.Search(len($X), func(i int) bool { return $X[i] >= 2 })\nif i < len($X) {\nuse($X[i])\n}\nuse($X[:i])", checked: true, unproven: true},
	{name: "where a search ends, unchecked", typ: "[]int", value: slice, code: "use($X[sort.SearchInts($X, 2)])"},
	{name: "where a binary search has found", typ: "[]int", value: slice, code: "if i, ok := slices.BinarySearch($X, 2); ok {\nuse($X[i])\n}", checked: true},
	{name: "where a binary search has not found", typ: "[]int", value: slice, code: "if i, ok := slices.BinarySearch($X, 2); !ok {\nuse($X[i])\n}"},
	{name: "the largest", typ: "[]int", value: slice, code: "if len($X) > 0 {\nuse(slices.Max($X))\n}", checked: true},
	{name: "the largest of what may be empty", typ: "[]int", value: slice, code: "use(slices.Max($X))"},
	{name: "a draw", typ: "[]int", value: slice, code: "if len($X) > 0 {\nuse($X[rand.IntN(len($X))])\n}", checked: true},
	{name: "a method value of an interface that is asserted", typ: "any", value: "pick4[any](nil, L.Loud{}, new(L.Quiet), 1)", code: "if s, ok := $X.(L.Speaker); ok {\nf := s.Speak\nuse(f)\n}"},
}

// gates are ways to close a channel once, however many try, and ways that only look like it.
var gates = []operation{
	{name: "a close behind a swap", typ: "chan int", value: own, before: "var shut atomic.Bool\n", code: "if shut.CompareAndSwap(false, true) {\nclose($X)\n}", after: "if shut.CompareAndSwap(false, true) {\nclose($X)\n}\n", scene: true},
	{name: "a close behind a swap the other way", typ: "chan int", value: own, before: "var shut atomic.Bool\n", code: "if shut.Swap(true) {\nreturn\n}\nclose($X)", after: "if !shut.Swap(true) {\nclose($X)\n}\n", scene: true},
	{name: "a close behind a swap of a number", typ: "chan int", value: own, before: "var shut int32\n", code: "if atomic.CompareAndSwapInt32(&shut, 0, 1) {\nclose($X)\n}", after: "if atomic.CompareAndSwapInt32(&shut, 0, 1) {\nclose($X)\n}\n", scene: true},
	{name: "a close behind a swap that is taken back", typ: "chan int", value: own, before: "var shut atomic.Bool\nif shut.CompareAndSwap(false, true) {\nclose($X)\n}\nshut.Store(false)\n", code: "if shut.CompareAndSwap(false, true) {\nclose($X)\n}", scene: true},
	{name: "a close behind a counter", typ: "chan int", value: own, before: "var left atomic.Int32\nleft.Store(2)\n", code: "if left.Add(-1) == 0 {\nclose($X)\n}", after: "if left.Add(-1) == 0 {\nclose($X)\n}\n", scene: true},
	{name: "a close behind a counter that is set back", typ: "chan int", value: own, before: "var left atomic.Int32\nleft.Store(1)\nif left.Add(-1) == 0 {\nclose($X)\n}\nleft.Store(1)\n", code: "if left.Add(-1) == 0 {\nclose($X)\n}", scene: true},
	{name: "a close behind a flag under a lock", typ: "chan int", value: own, before: "var mu sync.Mutex\nshut := false\n", code: "func() {\nmu.Lock()\ndefer mu.Unlock()\nif !shut {\nshut = true\nclose($X)\n}\n}()", after: "mu.Lock()\nif !shut {\nclose($X)\nshut = true\n}\nmu.Unlock()\n", scene: true},
	{name: "a close behind a flag that is reset", typ: "chan int", value: own, before: "var mu sync.Mutex\nshut := false\nmu.Lock()\nif !shut {\nshut = true\nclose($X)\n}\nshut = false\nmu.Unlock()\n", code: "func() {\nmu.Lock()\ndefer mu.Unlock()\nif !shut {\nshut = true\nclose($X)\n}\n}()", scene: true},
	{name: "a close behind a flag in a loop", code: "c, shut := make(chan int), false\nfor range 3 {\nif !shut {\nshut = true\nclose(c)\n}\n}"},
	{name: "a close behind a flag in a loop that nobody sets", code: "c, shut := make(chan int), b0 && b1 && b2\nfor range 3 {\nif !shut {\nclose(c)\n}\n}"},
}
