//go:build unix

package cmd

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A server that is told to stop has done what it was started for: status 0.
func TestMockEndsWell(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			url, c, errs := startMockProcess(t, "--fail-after", "0.5")
			res, err := http.Get(url + "/_log")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if err := c.Wait(); err != nil {
				t.Errorf("%v: %s", err, errs)
			}
			if !strings.HasPrefix(errs.String(), "to have the same faults again: --random-seed ") || strings.Count(errs.String(), "\n") != 1 {
				t.Errorf("stderr: %s", errs)
			}
		})
	}
}

// With nobody to learn the address there is no use in serving.
func TestMockWithoutOutput(t *testing.T) {
	c := exec.Command("etch", "mock")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	out.Close()
	var exit *exec.ExitError
	if err := c.Run(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v", err)
	}
}

// startMockProcess runs "etch mock" as a process of its own until it says where it listens.
func startMockProcess(t *testing.T, args ...string) (url string, c *exec.Cmd, errs *safeBuffer) {
	t.Helper()
	c, errs = exec.Command("etch", append([]string{"mock"}, args...)...), &safeBuffer{}
	c.Stderr = errs
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	url, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "listening on ")
	if !ok {
		t.Fatalf("it says %q and %s", line, errs)
	}
	return url, c, errs
}
