package main

import (
	"sync"
	"time"
)

// Channels that are their own flags.

type ofService struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofService) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit == nil {
		s.quit = make(chan struct{})
	}
}

func (s *ofService) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		close(s.quit)
		s.quit = nil
	}
}

func (s *ofService) restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit == nil {
		return
	}
	close(s.quit)
	s.quit = make(chan struct{})
}

func (s *ofService) done() <-chan struct{} { return s.quit }

// trusted: a channel that is its own flag
func (Cases) OwnFlagNil() {
	s := new(ofService)
	s.start()
	use(s.done())
	for range 3 {
		go func() {
			s.restart()
			s.stop()
		}()
	}
}

type ofLoose struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofLoose) stop() {
	if s.quit != nil {
		close(s.quit)
		time.Sleep(time.Millisecond)
		s.quit = nil
	}
}

func (Cases) OwnFlagBetween() {
	s := &ofLoose{quit: make(chan struct{})}
	for range 2 {
		go s.stop()
	}
}

type ofKept struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofKept) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		close(s.quit)
	}
}

func (Cases) OwnFlagKept() {
	s := &ofKept{quit: make(chan struct{})}
	s.stop()
	go s.stop()
}

type ofUnlocked struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofUnlocked) stop() {
	if s.quit != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		close(s.quit)
		s.quit = nil
	}
}

func (Cases) OwnFlagUnlocked() {
	s := &ofUnlocked{quit: make(chan struct{})}
	s.mu.Lock()
	go s.stop()
	time.Sleep(2 * time.Millisecond)
	s.quit = nil
	s.mu.Unlock()
}

type ofTwoLocks struct {
	mu, other sync.Mutex
	quit      chan struct{}
}

func (s *ofTwoLocks) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		time.Sleep(time.Millisecond)
		close(s.quit)
		s.quit = nil
	}
}

func (s *ofTwoLocks) halt() {
	s.other.Lock()
	defer s.other.Unlock()
	if s.quit != nil {
		time.Sleep(time.Millisecond)
		close(s.quit)
		s.quit = nil
	}
}

func (Cases) OwnFlagTwoLocks() {
	s := &ofTwoLocks{quit: make(chan struct{})}
	go s.stop()
	s.halt()
}

type ofOther struct {
	mu   sync.Mutex
	quit chan struct{}
	gone chan struct{}
}

func (s *ofOther) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone != nil {
		close(s.quit)
		s.quit = nil
	}
}

func (Cases) OwnFlagOfAnother() {
	s := &ofOther{quit: make(chan struct{}), gone: make(chan struct{})}
	s.stop()
	go s.stop()
}

type ofShut struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofShut) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.quit:
	default:
		close(s.quit)
	}
}

func (s *ofShut) halt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.quit:
		return
	default:
	}
	select {
	case <-s.quit:
	default:
		use(1)
		close(s.quit)
	}
}

// trusted: a channel that is its own flag
func (Cases) OwnFlagShut() {
	s := &ofShut{quit: make(chan struct{})}
	for range 3 {
		go func() {
			s.stop()
			s.halt()
		}()
	}
}

// trusted: a channel that is its own flag
func (Cases) OwnFlagShutLocal() {
	go func() {
		quit := make(chan struct{})
		for range 3 {
			select {
			case <-quit:
			default:
				close(quit)
			}
		}
	}()
}

type ofShutNil struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofShutNil) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.quit:
	default:
		close(s.quit)
	}
}

func (Cases) OwnFlagShutNil() {
	use(&ofShutNil{quit: make(chan struct{})})
	s := new(ofShutNil)
	go s.stop()
}

type ofShutCase struct {
	mu         sync.Mutex
	quit, tick chan struct{}
}

func (s *ofShutCase) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.tick:
		close(s.quit)
	case <-s.quit:
	default:
	}
}

func (Cases) OwnFlagShutCase() {
	s := &ofShutCase{quit: make(chan struct{}), tick: make(chan struct{}, 2)}
	s.tick <- struct{}{}
	s.stop()
	s.tick <- struct{}{}
	go func() {
		for len(s.tick) > 0 {
			s.stop()
			if len(s.tick) == 0 {
				s.tick <- struct{}{}
			}
		}
	}()
}

type ofShutOther struct {
	mu         sync.Mutex
	quit, tick chan struct{}
}

func (s *ofShutOther) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.tick:
	default:
		close(s.quit)
	}
}

func (Cases) OwnFlagShutOther() {
	s := &ofShutOther{quit: make(chan struct{}), tick: make(chan struct{})}
	s.stop()
	go s.stop()
}

type ofNews struct {
	mu   sync.Mutex
	news chan struct{}
}

func (s *ofNews) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
}

func (s *ofNews) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.news
}

// trusted: a channel that is its own flag
func (Cases) OwnFlagNews() {
	s := &ofNews{news: make(chan struct{})}
	for range 3 {
		go s.tell()
	}
	use(s.wait())
}

type ofNewsNil struct {
	mu   sync.Mutex
	news chan struct{}
}

func (s *ofNewsNil) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
}

func (Cases) OwnFlagNewsNil() {
	s := new(ofNewsNil)
	go s.tell()
}

func (Cases) OwnFlagHanded() {
	s := &ofHanded{quit: make(chan struct{})}
	close(s.get())
	go s.stop()
}

type ofHanded struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *ofHanded) get() chan struct{} { return s.quit }

func (s *ofHanded) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		close(s.quit)
		s.quit = nil
	}
}
