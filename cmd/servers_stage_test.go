//go:build unix

package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A stage is what one case has to itself: a resource on the server, with a sample's
// content, and a home folder.
type stage struct {
	*foreignHost
	sample
	etch string // path of the binary
	home string
	path string // of the resource
}

var resources atomic.Int64

func newStage(t *testing.T, h *foreignHost, etch string) *stage {
	return &stage{foreignHost: h, etch: etch, home: t.TempDir()}
}

// put stores the sample as a new resource, and waits until the server is sure of its version.
func (s *stage) put(t *testing.T, m sample) {
	t.Helper()
	s.putNow(t, m)
	time.Sleep(s.settles)
}

// putNow is put without the wait.
func (s *stage) putNow(t *testing.T, m sample) {
	t.Helper()
	s.sample = m
	id := s.newResource(m)
	if err := s.make(s.path, m.named(id), m); err != nil {
		t.Fatal(err)
	}
}

// newResource gives the stage the path of a resource that is not there yet, and
// returns its id.
func (s *stage) newResource(m sample) string {
	id := "r" + strconv.FormatInt(resources.Add(1), 10)
	key := id + m.extension
	if s.key != nil {
		key = s.key(id)
	}
	s.path = s.place + key + s.query
	return id
}

// rival returns another writer's change of the resource.
func (s *stage) rival(w swap) func() error {
	return func() error { return s.rewrite(s.path, s.mediaType, w) }
}

// stored returns what is on the server now.
func (s *stage) stored(t *testing.T) string {
	t.Helper()
	return s.get(t, s.path)
}

// A finding is what etch said, and how it ended.
type finding struct {
	status int
	report struct {
		Outcome, Reason, Guard, Merge, Method, Error, Hint, Draft string

		MediaType string `json:"media_type"`
		Validator struct{ Before, After string }

		Requests     int
		ConflictsMet int `json:"conflicts_met"`
		Conflicts    []struct{ Path, Kind string }
		Changes      []struct{ Op, Path string }
	}
	probe struct { // what probe says instead
		Verdict, Validator, Strength string
	}
	stdout, stderr string
}

// run runs "etch COMMAND -o json FLAGS ARGS", FLAGS being those of the server, in an
// environment in which nothing of the person who runs the tests is left.
func (s *stage) run(t *testing.T, env []string, command string, args ...string) finding {
	t.Helper()
	f, err := s.try(env, command, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("etch %s %s: status %d\n%s%s", command, strings.Join(args, " "), f.status, f.stdout, f.stderr)
	return f
}

// try is run for other goroutines.
func (s *stage) try(env []string, command string, args ...string) (finding, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	all := []string{command, "-o", "json"}
	if command != "resume" {
		all = append(all, s.told(command)...)
	}
	c := exec.CommandContext(ctx, s.etch, append(all, args...)...)
	c.Dir = s.home
	c.Env = append(bareEnvironment(s.home), append(env, s.env...)...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	f := finding{stdout: stdout.String(), stderr: stderr.String(), status: c.ProcessState.ExitCode()}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return f, err
	}
	if f.stdout == "" {
		return f, nil
	}
	report := any(&f.report)
	if command == "probe" {
		report = &f.probe
	}
	if err := json.Unmarshal(stdout.Bytes(), report); err != nil {
		return f, errors.New("not one JSON object on stdout: " + f.stdout + f.stderr)
	}
	return f, nil
}

// bareEnvironment has a search path and a home folder, and nothing else.
func bareEnvironment(home string) []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TERM=dumb"}
	for _, name := range []string{"CONFIG", "STATE", "DATA", "CACHE"} {
		env = append(env, "XDG_"+name+"_HOME="+filepath.Join(home, strings.ToLower(name)))
	}
	return env
}
