package cmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/etch-http/etch/client/mockserver"
)

// mockKey is where a script keeps its mock servers.
type mockKey struct{}

// mocks are the servers of one script; the last one is $URL.
type mocks struct {
	url string
}

// exitStatus is the status in the error of a finished process, as text.
func exitStatus(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}

// mockCommand is "mock [-allow-unguarded] [flags of etch mock]": it serves in this
// process until the script ends, and sets $URL to the server's base URL.
func mockCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("unsupported: ! mock")
	}
	guarded := true
	if len(args) > 0 && args[0] == "-allow-unguarded" {
		guarded, args = false, args[1:]
	}
	for i, a := range args {
		if i > 0 && args[i-1] == "--seed" {
			args[i] = ts.MkAbs(a)
		}
	}
	url, stop := startMock(ts, args)
	use(ts, url, guarded, stop)
}

// use makes the server at url the script's, until the script ends.
func use(ts *testscript.TestScript, url string, guarded bool, stop func()) {
	ts.Value(mockKey{}).(*mocks).url = url
	ts.Setenv("URL", url)
	ts.Defer(func() {
		defer stop()
		checkLog(ts, url, guarded)
	})
}

// startMock runs "etch mock" inside this process.
func startMock(ts *testscript.TestScript, args []string) (url string, stop func()) {
	out, in := io.Pipe()
	var complaints safeBuffer
	a := &app{in: strings.NewReader(""), out: &latch{w: in}, err: &complaints, env: func(string) string { return "" }}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		a.run(ctx, append([]string{"mock"}, args...))
		in.Close()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if u, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return u, func() { cancel(); wg.Wait() }
		}
	}
	cancel()
	ts.Fatalf("etch mock did not start: %s", complaints.String())
	return "", nil
}

// A safeBuffer may be written and read at once.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// String returns what was written so far.
func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// request sends one request as somebody else than etch and returns the body.
func request(ts *testscript.TestScript, method, url string, body []byte, mediaType string) string {
	text, err := rivalRequest(method, url, body, mediaType)
	ts.Check(err)
	return text
}

// rivalRequest is a write (or read) that is not etch's.
func rivalRequest(method, url string, body []byte, mediaType string) (string, error) {
	req, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	if method != http.MethodGet {
		req.Header.Set("If-Match", "*")
	}
	req.Header.Set("User-Agent", "rival")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = errors.New(method + " " + url + ": " + resp.Status + ": " + string(text))
	}
	return string(text), err
}

// mockPutCommand is "mockput PATH FILE [MEDIA-TYPE]": the rival's write.
func mockPutCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mockput path file [media-type]")
	}
	mediaType := "application/json"
	if len(args) > 2 {
		mediaType = args[2]
	}
	request(ts, "PUT", ts.Value(mockKey{}).(*mocks).url+args[0], []byte(ts.ReadFile(args[1])), mediaType)
}

// mockDeleteCommand is "mockdelete PATH": the rival removes the resource.
func mockDeleteCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mockdelete path")
	}
	request(ts, "DELETE", ts.Value(mockKey{}).(*mocks).url+args[0], nil, "")
}

// mockGetCommand is "mockget PATH": what the server holds, as the script's stdout,
// with a newline at its end.
func mockGetCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mockget path")
	}
	text := request(ts, "GET", ts.Value(mockKey{}).(*mocks).url+args[0], nil, "")
	_, err := io.WriteString(ts.Stdout(), strings.TrimSuffix(text, "\n")+"\n")
	ts.Check(err)
}

// mockLogCommand is "mocklog": the requests so far as the script's stdout,
// as GET /_log gives them.
func mockLogCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: mocklog")
	}
	_, err := io.WriteString(ts.Stdout(), request(ts, "GET", ts.Value(mockKey{}).(*mocks).url+"/_log", nil, ""))
	ts.Check(err)
}

// mockFaultsCommand is "mockfaults": a line for each request so far, its method and
// what was done to it, as the script's stdout.
func mockFaultsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: mockfaults")
	}
	for line := range strings.Lines(request(ts, "GET", ts.Value(mockKey{}).(*mocks).url+"/_log", nil, "")) {
		var e mockserver.Entry
		ts.Check(json.Unmarshal([]byte(line), &e))
		_, err := fmt.Fprintln(ts.Stdout(), strings.TrimSpace(e.Method+" "+strings.Join(e.Faults, " ")))
		ts.Check(err)
	}
}
