package target

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/etch-http/etch/client/convention"
)

// begin notes a lock, and renews it from now on.
func (t *Target) begin(u *url.URL, token string, h convention.Held) {
	l := &t.lock
	l.rest()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.token, l.url, l.until = token, u, t.ends(h)
	if h.Endless { // to be renewed it would have to end
		t.notify(Notice{Kind: EndlessLock})
		return
	}
	ctx, stop := context.WithCancel(context.Background()) // it outlives the read that it was taken for
	done := make(chan struct{})
	l.stop, l.done = stop, done
	go func() {
		defer close(done)
		for t.Sleep(ctx, l.pause(t.Now())) == nil && t.renewed(ctx) {
		}
	}()
}

// rest ends the renewals, and returns when none is under way.
func (l *lock) rest() {
	l.mu.Lock()
	stop, done := l.stop, l.done
	l.stop, l.done = nil, nil
	l.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
}

// ends is when a lock ends by itself; the zero time where it does not.
func (t *Target) ends(h convention.Held) time.Time {
	switch {
	case h.Endless:
		return time.Time{}
	case h.Left == 0:
		return t.Now().Add(t.Lock.Lasts())
	}
	return t.Now().Add(h.Left)
}

// pause is how long to wait until the next renewal: a third of what is left, so that one
// that fails can be made again.
func (l *lock) pause(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.until.Sub(now)/3, 100*time.Millisecond)
}

// renewed lets the lock last anew, and reports whether it is still held. No answer says
// nothing about the lock, but its time runs on.
func (t *Target) renewed(ctx context.Context) bool {
	l := &t.lock
	l.mu.Lock()
	token, u := l.token, l.url
	l.mu.Unlock()
	if token == "" {
		return false
	}
	r, err := t.Client.Ask(ctx, t.Lock.ToRenew(u, token))
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.token != token: // given back meanwhile
		return false
	case err == nil && (r.Status == http.StatusOK || r.Status == http.StatusNoContent):
		l.until = t.ends(t.Lock.Lasting(r, token))
		return true
	case err == nil && ended(r.Status), !l.until.IsZero() && !t.Now().Before(l.until):
		l.token, l.lost = "", true
		return false
	}
	return true
}

// ended reports whether an answer to a renewal says that the lock is no more.
func ended(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return status/100 == 4
}
