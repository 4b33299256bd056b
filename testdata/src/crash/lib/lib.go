// Package lib declares functions that end the process on purpose.
package lib

import "os"

func Die(why any) { // want Die:"exits" Die:"recovers\\(crash\\)" Die:"contains"
	println("dying")
	os.Exit(1)
}

func Crash() { // want Crash:"^recovers\\(crash\\)$"
	if r := recover(); r != nil {
		panic(r)
	}
}

func MayDie(why error) { // want MayDie:"^hands on\\(0\\)$" MayDie:"^contains$"
	if why != nil {
		os.Exit(1)
	}
}

func Explode() { panic("boom") } // want Explode:"^panics$"
