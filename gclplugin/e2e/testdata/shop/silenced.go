package main

import "example.com/shop/hub"

func silenced(h *hub.Hub) {
	//nolint:unsupervisedgo
	go h.Send("directive above")
	go h.Send("directive behind") //nolint:unsupervisedgo // said why
	//nolint:all
	go h.Send("all linters")
	go h.Send("another linter") //nolint:errcheck // find: bare-go
	//unsupervisedgo:ignore the process is to end with it
	go h.Send("own directive")

	//unsupervisedgo:ignore // find: directive, no fix
	go h.Send("own directive without a reason")
	//unsupervisedgo:ignore nothing here // find: directive, no fix
	h.Send("no goroutine")
}
