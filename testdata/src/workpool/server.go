package workpool

// A Server has hooks that others set.
type Server struct {
	OnStart func()
	OnStop  func()
}

func (s *Server) Start() { // want Start:"^launches\\(receiver\\.OnStart\\)$" Start:"^contains if receiver is not nil$"
	go s.OnStart() // want `bare-go: `
}

func (s *Server) Stop() { s.OnStop() }
