package channels

// What a literal does that is called where it stands is done in order, as without it: the send was reported where the close
// is a callee's. A deferred send comes behind the closes of its function, and was taken for one that comes before them.

func endOf(c chan int) { close(c) }

func spots() {
	both, own, deep, apart, left := make(chan int, 4), make(chan int, 4), make(chan int, 4), make(chan int, 4), make(chan int, 4)
	go func() { func() { both <- 1; endOf(both) }() }()
	go func() { func() { own <- 1; close(own) }() }()
	go func() { deep <- 1; func() { func() { endOf(deep) }() }() }()
	go func() { func() { apart <- 1 }(); func() { endOf(apart) }() }()
	go func() {
		for i := range 3 {
			func() { left <- i }()
			if i == 1 {
				func() { endOf(left) }()
				return
			}
		}
	}()

	again, first, twice, named := make(chan int, 4), make(chan int, 4), make(chan int, 4), make(chan int, 4)
	go func() { // want `bare-go: .*can panic`
		for range 2 {
			func() { again <- 1; endOf(again); return }()
		}
	}()
	go func() { func() { endOf(first) }(); first <- 1 }() // want `bare-go: .*first <- 1 can panic`
	go func() {                                           // want `bare-go: .*can panic`
		for range 2 {
			func() { twice <- 1 }()
			func() { endOf(twice); return }()
		}
	}()
	go func() { // want `bare-go: .*can panic`
		f := func() { named <- 1; func() { endOf(named) }() }
		f()
		f()
	}()

	late, plain, inner := make(chan int, 4), make(chan int, 4), make(chan int, 4)
	go func() { defer func() { late <- 1 }(); func() { endOf(late) }() }()                // want `bare-go: .*late <- 1 can panic`
	go func() { defer func() { plain <- 1 }(); close(plain) }()                           // want `bare-go: .*plain <- 1 can panic`
	go func() { func() { defer func() { inner <- 1 }(); func() { endOf(inner) }() }() }() // want `bare-go: .*inner <- 1 can panic`

	ends, nested, within := make(chan int, 4), make(chan int, 4), make(chan int, 4)
	go func() { func() { defer close(ends); ends <- 1 }() }()
	go func() { func() { func() { defer close(nested); nested <- 1 }() }() }()
	go func() {
		for range 2 {
			own := make(chan int, 4)
			func() { defer close(own); own <- 1 }()
		}
	}()
	go func() { // want `bare-go: .*within <- 1 can panic`
		for range 2 {
			func() { defer close(within); within <- 1 }()
		}
	}()
	before := make(chan int, 4)
	go func() { func() { defer close(before) }(); before <- 1 }() // want `bare-go: .*before <- 1 can panic`
	jump := make(chan int, 4)
	go func() { // want `bare-go: .*close\(jump\) can panic`
	again:
		func() { defer close(jump); jump <- 1 }()
		goto again
	}()
}
