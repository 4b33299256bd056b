package main

// What a guard uses and a method of somebody else sets to nil, and what it does not meet as that.

func (Cases) GuardUsesDropped() {
	l := newGmLine()
	l.hangUp()
	go l.talk()
}

func (Cases) GuardCallsDropped() {
	l := newGmLine()
	l.hush()
	go l.talkLoud()
}

func (Cases) GuardCallsMethodOfDropped() {
	l := &gmCounted{peer: &gmPeer{}}
	l.hangUp()
	go l.talk()
}

func (Cases) GuardUsesDroppedByFunction() {
	l := &gmPlain{peer: &gmPeer{}}
	gmHangUp(l)
	go l.talk()
}

func (Cases) GuardUsesSetAgain() {
	l := &gmAgain{peer: &gmPeer{}}
	l.hangUp()
	l.peer = &gmPeer{}
	go l.talk()
}

func (Cases) GuardUsesReplaced() {
	l := &gmReplaced{peer: &gmPeer{}}
	l.redial()
	go l.talk()
}

// trusted: a signal behind the recover is the first one.
func (Cases) GuardUsesDroppedBehindWait() {
	l := &gmWaited{peer: &gmPeer{}, gone: make(chan struct{})}
	go l.talk()
	<-l.gone
	l.hangUp()
}

func (Cases) GuardUsesDroppedByItself() { go (&gmOwn{peer: &gmPeer{}}).talk() }

func (Cases) GuardUsesNeverDropped() {
	l := &gmDead{peer: &gmPeer{}}
	go l.talk()
}

type gmPeer struct{ failures int }

func (p *gmPeer) fail() { p.failures++ }

type gmLine struct {
	peer   *gmPeer
	onFail func(any)
}

func newGmLine() *gmLine  { return &gmLine{&gmPeer{}, func(any) {}} }
func (l *gmLine) hangUp() { l.peer = nil }
func (l *gmLine) hush()   { l.onFail = nil }
func (l *gmLine) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
}
func (l *gmLine) talkLoud() {
	defer func() {
		if r := recover(); r != nil {
			l.onFail(r)
		}
	}()
	boom()
}

type gmCounted struct{ peer *gmPeer }

func (l *gmCounted) hangUp() { l.peer = nil }
func (l *gmCounted) count() {
	if recover() != nil {
		l.peer.fail()
	}
}
func (l *gmCounted) talk() {
	defer l.count()
	boom()
}

type gmPlain struct{ peer *gmPeer }

func gmHangUp(l *gmPlain) { l.peer = nil }
func (l *gmPlain) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
}

type gmAgain struct{ peer *gmPeer }

func (l *gmAgain) hangUp() { l.peer = nil }
func (l *gmAgain) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
}

type gmReplaced struct{ peer *gmPeer }

func (l *gmReplaced) redial() {
	l.peer = nil
	l.peer = &gmPeer{}
}
func (l *gmReplaced) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
}

type gmWaited struct {
	peer *gmPeer
	gone chan struct{}
}

func (l *gmWaited) hangUp() { l.peer = nil }
func (l *gmWaited) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
		close(l.gone)
	}()
	boom()
}

type gmOwn struct{ peer *gmPeer }

func (l *gmOwn) hangUp() { l.peer = nil }
func (l *gmOwn) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
	l.hangUp()
}

type gmDead struct{ peer *gmPeer }

func (l *gmDead) hangUp() { l.peer = nil }
func (l *gmDead) talk() {
	defer func() {
		if recover() != nil {
			l.peer.failures++
		}
	}()
	boom()
}
