package lib

var counts map[string]int

// Count panics when it has recovered, but only then.
func Count() { // want Count:`^idles, harmed by counts`
	if r := recover(); r != nil {
		counts["panics"]++
	}
}

// CountAll panics in any case.
func CountAll() { // want CountAll:`^harmed by counts\["runs"\]\+\+$`
	_ = recover()
	counts["runs"]++
}

func RescueWith(hook func(any)) { // want RescueWith:"^recovers if 0 is not nil, idles$" RescueWith:"^contains what it is not handed$" RescueWith:"^hooks\\(0\\)$"
	if r := recover(); r != nil {
		hook(r)
	}
}
