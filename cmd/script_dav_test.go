package cmd

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// davLockCommand is "davlock PATH SECONDS OWNER": another client takes the lock.
func davLockCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: davlock path seconds owner")
	}
	ts.Check(davLock(ts.Value(mockKey{}).(*mocks).url+args[0], args[1], strings.Join(args[2:], " ")))
}

// davLock takes a lock as another client does.
func davLock(url, seconds, owner string) error {
	body := `<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner>` + owner + `</D:owner></D:lockinfo>`
	_, err := davRequest("LOCK", url, body, "Timeout", "Second-"+seconds)
	return err
}

// davUnlock breaks the lock on url, whoever holds it.
func davUnlock(url string) error {
	found, err := davRequest("PROPFIND", url, "", "Depth", "0")
	if err != nil {
		return err
	}
	token := regexp.MustCompile(`<D:locktoken><D:href>([^<]+)</D:href>`).FindStringSubmatch(found)
	if token == nil {
		return fmt.Errorf("%s is not locked: %s", url, found)
	}
	_, err = davRequest("UNLOCK", url, "", "Lock-Token", "<"+token[1]+">")
	return err
}

// davRequest is one request of WebDAV that is not etch's.
func davRequest(method, url, body, name, value string) (string, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set(name, value)
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

// instructed runs "run STATUS COMMAND...", an instruction of the fake editor: another
// program, while the editor is open, that has to end with that status. What it says goes
// to the file run.out.
func instructed(rest string) error {
	want, command, _ := strings.Cut(rest, " ")
	words := strings.Fields(os.ExpandEnv(command))
	c := exec.Command(words[0], words[1:]...)
	out, err := c.CombinedOutput()
	if werr := os.WriteFile(os.Getenv("WORK")+"/run.out", out, 0o600); werr != nil {
		return werr
	}
	if got := exitStatus(err); got != want {
		return fmt.Errorf("%s: status %s, not %s: %s", command, got, want, out)
	}
	return nil
}
