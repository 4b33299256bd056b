package difftest

// locks are obligations to give a lock back.
func locks() []obligation {
	const (
		mutex  = "mu sync.Mutex\n"
		locked = "x.mu.Lock()\nt.log(\"main\", \"locked\")\nx.mu.Unlock()\n"
	)
	wrappers := "func (x *BOX) lock() { x.mu.Lock() }\nfunc (x *BOX) unlock() { x.mu.Unlock() }\n"
	list := []obligation{
		{what: "a lock", body: "WORK\nx.mu.Lock()\nWORK\nx.mu.Unlock()\nWORK\n"},
		{what: "a lock to the end", body: "WORK\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n"},
		{what: "a deferred unlock", body: "WORK\nx.mu.Lock()\ndefer x.mu.Unlock()\nWORK\n", want: Fixed},
		{what: "an unlock in a deferred literal", body: "x.mu.Lock()\ndefer func() {\nx.mu.Unlock()\n}()\nWORK\n", want: Fixed},
		{what: "a lock without a panic", fields: "n int\n", body: "x.mu.Lock()\nx.n++\nx.mu.Unlock()\nWORK\n", want: Fixed},
		{what: "a lock in a loop", body: "for range 2 {\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}\n"},
		{what: "a lock with an early return", body: "x.mu.Lock()\nif x.t == nil {\nx.mu.Unlock()\nreturn\n}\nWORK\nx.mu.Unlock()\n"},
		{what: "lock wrappers", decls: wrappers, body: "x.lock()\nWORK\nx.unlock()\n"},
		{what: "deferred lock wrappers", decls: wrappers, body: "x.lock()\ndefer x.unlock()\nWORK\n", want: Fixed},
		{what: "a method that locks and works", decls: "func (x *BOX) begin() {\nt := x.t\nx.mu.Lock()\nWORK\n}\n", body: "x.begin()\nx.mu.Unlock()\n"},
		{what: "a returned unlock", decls: "func (x *BOX) take() func() {\nx.mu.Lock()\nreturn x.mu.Unlock\n}\n", body: "free := x.take()\nWORK\nfree()\n"},
		{what: "a returned literal that unlocks", decls: "func (x *BOX) take() func() {\nx.mu.Lock()\nreturn func() { x.mu.Unlock() }\n}\n", body: "free := x.take()\nWORK\nfree()\n"},
		{what: "a deferred returned unlock", decls: "func (x *BOX) take() func() {\nx.mu.Lock()\nreturn x.mu.Unlock\n}\n", body: "defer x.take()()\nWORK\n"},
		{what: "a method value that unlocks", body: "free := x.mu.Unlock\nx.mu.Lock()\nWORK\nfree()\n"},
		{what: "TryLock", body: "if x.mu.TryLock() {\nWORK\nx.mu.Unlock()\n}\n"},
		{what: "TryLock or return", body: "if !x.mu.TryLock() {\nreturn\n}\nWORK\nx.mu.Unlock()\n"},
		{what: "TryLock in a variable", body: "if ok := x.mu.TryLock(); ok {\nWORK\nx.mu.Unlock()\n}\n"},
		{what: "a deferred unlock after TryLock", body: "if !x.mu.TryLock() {\nreturn\n}\ndefer x.mu.Unlock()\nWORK\n", want: Fixed},
		{what: "a lock under a condition", fields: "safe bool\n", setUp: "x.safe = true\n", body: "if x.safe {\nx.mu.Lock()\n}\nWORK\nif x.safe {\nx.mu.Unlock()\n}\n"},
		{what: "a lock in a method", decls: "func (x *BOX) update() {\nt := x.t\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}\n", body: "WORK\nx.update()\nWORK\n"},
		{what: "a lock in a method, two calls down", decls: "func (x *BOX) update() {\nt := x.t\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}\nfunc (x *BOX) all() {\nx.update()\n}\n", body: "WORK\nx.all()\nWORK\n"},
		{what: "a lock in a deferred method", decls: "func (x *BOX) update() {\nt := x.t\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}\n", body: "defer x.update()\nWORK\n"},
		{what: "a lock in a deferred literal", body: "defer func() {\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}()\n"},
		{what: "a lock around a function", decls: "func (x *BOX) with(f func()) {\nx.mu.Lock()\nf()\nx.mu.Unlock()\n}\n", body: "x.with(func() {\nWORK\n})\n"},
		{what: "a deferred unlock around a function", decls: "func (x *BOX) with(f func()) {\nx.mu.Lock()\ndefer x.mu.Unlock()\nf()\n}\n", body: "x.with(func() {\nWORK\n})\n", want: Fixed},
		{what: "a lock around a function, generic", decls: "func withBOX[T sync.Locker](l T, f func()) {\nl.Lock()\nf()\nl.Unlock()\n}\n", body: "withBOX(&x.mu, func() {\nWORK\n})\n"},
		{what: "a called literal with a lock", body: "func() {\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}()\n"},
		{what: "a variable with a literal with a lock", body: "f := func() {\nx.mu.Lock()\nWORK\nx.mu.Unlock()\n}\nf()\n"},
		{what: "an alias of a lock", body: "mu := &x.mu\nmu.Lock()\nWORK\nx.mu.Unlock()\n"},
		{what: "a lock as an argument", decls: "func guardBOX(t *trace, mu *sync.Mutex) {\nmu.Lock()\nWORK\nmu.Unlock()\n}\n", body: "guardBOX(t, &x.mu)\n"},
	}
	for i := range list {
		list[i].fields += mutex
		list[i].after = locked
		list[i].joined = true
	}
	return append(list,
		obligation{what: "a read lock", fields: "mu sync.RWMutex\n", body: "x.mu.RLock()\nWORK\nx.mu.RUnlock()\n", after: locked, joined: true},
		obligation{what: "an embedded lock", fields: "sync.Mutex\n", body: "x.Lock()\nWORK\nx.Unlock()\n", after: "x.Lock()\nt.log(\"main\", \"locked\")\nx.Unlock()\n", joined: true},
		obligation{what: "a Locker", fields: "l sync.Locker\n", setUp: "x.l = new(sync.Mutex)\n", body: "x.l.Lock()\nWORK\nx.l.Unlock()\n", after: "x.l.Lock()\nt.log(\"main\", \"locked\")\n", joined: true},
		obligation{what: "an interface that locks", decls: "type lockerBOX interface{ acquireBOX(); freeBOX() }\ntype onceBOX struct{ mu sync.Mutex }\nfunc (o *onceBOX) acquireBOX() { o.mu.Lock() }\nfunc (o *onceBOX) freeBOX() { o.mu.Unlock() }\n",
			fields: "l lockerBOX\n", setUp: "x.l = new(onceBOX)\n", body: "x.l.acquireBOX()\nWORK\nx.l.freeBOX()\n", after: "x.l.acquireBOX()\nt.log(\"main\", \"locked\")\n", joined: true},
		obligation{what: "a lock of a map", fields: "locks map[string]*sync.Mutex\n", setUp: "x.locks = map[string]*sync.Mutex{\"k\": new(sync.Mutex)}\n",
			body: "x.locks[\"k\"].Lock()\nWORK\nx.locks[\"k\"].Unlock()\n", after: "x.locks[\"k\"].Lock()\nt.log(\"main\", \"locked\")\n", joined: true},
		obligation{what: "a lock of the one who starts", fields: mutex, before: "x.mu.Lock()\n", body: "WORK\nx.mu.Unlock()\n", after: locked},
		obligation{what: "a lock of the one who starts, deferred", fields: mutex, before: "x.mu.Lock()\n", body: "defer x.mu.Unlock()\nWORK\n", after: locked, want: Fixed},
		obligation{what: "a flag that acts as a lock", fields: mutex + "cond *sync.Cond\nbusy bool\n", setUp: "x.cond = sync.NewCond(&x.mu)\n",
			body:   "x.mu.Lock()\nfor x.busy {\nx.cond.Wait()\n}\nx.busy = true\nx.mu.Unlock()\nWORK\nx.mu.Lock()\nx.busy = false\nx.cond.Broadcast()\nx.mu.Unlock()\n",
			after:  "x.mu.Lock()\nfor x.busy {\nx.cond.Wait()\n}\nt.log(\"main\", \"free\")\nx.mu.Unlock()\n",
			joined: true},
	)
}
