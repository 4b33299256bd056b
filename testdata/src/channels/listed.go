package channels

// A channel in a list of channels for receiving only is neither closed nor sent on by who has the list.

func listedAppended() {
	var list []<-chan int
	for i := range 3 {
		c := make(chan int, 1)
		list = append(list, c)
		go func() {
			defer close(c)
			c <- i
		}()
	}
	drainListed(list...)
}

func drainListed(list ...<-chan int) {
	for _, c := range list {
		<-c
	}
}

func listedSpread() {
	c := make(chan int, 1)
	go func() {
		defer close(c)
		c <- 1
	}()
	drainListed(c)
}

func listedInLiteral() {
	c := make(chan int, 1)
	go func() {
		defer close(c)
		c <- 1
	}()
	for _, c := range []<-chan int{c} {
		<-c
	}
}

func listedBoth() {
	c := make(chan int, 1)
	go func() { // want `bare-go: .*c <- 1 can panic`
		defer close(c)
		c <- 1
	}()
	all := append([]chan int{}, c)
	close(all[0])
}
