package main

import (
	"fmt"
	"time"
)

type sweeper struct{ rows map[string][]int }

// run is a service that comes round by a clock.
func (s *sweeper) run() {
	for range time.Tick(time.Second) {
		for name, row := range s.rows {
			if row[0] == 0 {
				continue
			}
			fmt.Println(name)
		}
	}
}

// answer is left as it is: who waits for the answer would wait for ever.
func answer(list []int) int {
	c := make(chan int)
	go func() { c <- list[0] }()
	return <-c
}

func main() {
	s := &sweeper{rows: make(map[string][]int)}
	go s.run()
	fmt.Println(answer([]int{1}))
	select {}
}
