// Package registry knows the agents of the tenants and how they are.
package registry

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"time"
)

// An agent that has been silent for this many ticks is offline.
const silentTicks = 25

// An agent that passes less than this share of its checks, in percent, is
// unhealthy.
const healthyPercent = 50

// Agent is what the registry knows of one agent.
type Agent struct {
	ID       string    `json:"id"`
	Tenant   string    `json:"tenant"`
	Online   bool      `json:"online"`
	LastSeen time.Time `json:"last_seen"`
	Percent  int       `json:"checks_passed_percent"`
}

// Checks is what an agent tells about itself.
type Checks struct {
	Agent  string
	Passed int
	Total  int
}

// Registry holds the agents.
type Registry struct {
	tick    time.Duration
	publish func(tenant, kind, detail string)

	heartbeats chan string // ids of agents
	checks     chan Checks

	mu     sync.Mutex
	agents map[string]*Agent
}

// New returns a Registry that looks after its agents every tick and tells
// publish what became of them.
func New(tick time.Duration, publish func(tenant, kind, detail string)) *Registry {
	return &Registry{
		tick:       tick,
		publish:    publish,
		heartbeats: make(chan string, 64),
		checks:     make(chan Checks, 64),
		agents:     make(map[string]*Agent),
	}
}

// Register makes an agent known. It is online from now on.
func (r *Registry) Register(id, tenant string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.agents[id] = &Agent{ID: id, Tenant: tenant, Online: true, LastSeen: time.Now(), Percent: 100}
}

// Agents returns all agents, sorted by their ids.
func (r *Registry) Agents() []Agent {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Agent, 0, len(r.agents))
	for _, a := range r.agents {
		all = append(all, *a)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// Heartbeat tells the liveness monitor that an agent is there.
func (r *Registry) Heartbeat(ctx context.Context, id string) error {
	select {
	case r.heartbeats <- id:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Report hands the checks of an agent to the health sweep.
func (r *Registry) Report(ctx context.Context, c Checks) error {
	select {
	case r.checks <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// StartLivenessMonitor takes in heartbeats and marks silent agents offline,
// until ctx is done.
func (r *Registry) StartLivenessMonitor(ctx context.Context) {
	ticker := time.NewTicker(r.tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-r.heartbeats:
			r.seen(id)
		case now := <-ticker.C:
			for _, a := range r.markSilent(now) {
				r.publish(a.Tenant, "agent.offline", a.ID)
			}
		}
	}
}

// seen notes that an agent is there.
func (r *Registry) seen(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	agent := r.agents[id]
	agent.LastSeen = time.Now()
	agent.Online = true
}

// markSilent marks the agents offline that have been silent for too long, and
// returns them.
func (r *Registry) markSilent(now time.Time) []Agent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var silent []Agent
	for _, a := range r.agents {
		if a.Online && now.Sub(a.LastSeen) > silentTicks*r.tick {
			a.Online = false
			silent = append(silent, *a)
		}
	}
	return silent
}

// StartHealthSweep takes in checks and tells every tick which agents are
// unhealthy, until ctx is done.
func (r *Registry) StartHealthSweep(ctx context.Context) {
	ticker := time.NewTicker(r.tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-r.checks:
			r.score(c)
		case <-ticker.C:
			for _, a := range r.unhealthy() {
				r.publish(a.Tenant, "agent.unhealthy", fmt.Sprintf("%s passes %d%%", a.ID, a.Percent))
			}
		}
	}
}

// score notes how an agent is.
func (r *Registry) score(c Checks) {
	percent := 100 * c.Passed / c.Total
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.agents[c.Agent]; ok {
		a.Percent = percent
	}
}

func (r *Registry) unhealthy() []Agent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ill []Agent
	for _, a := range r.agents {
		if a.Online && a.Percent < healthyPercent {
			ill = append(ill, *a)
		}
	}
	return ill
}
