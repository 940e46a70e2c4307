//go:build unix

package cmd

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// TestConfiguredTLS: the files of the connection are those of the entry, found beside
// the configuration, and flags come before them.
func TestConfiguredTLS(t *testing.T) {
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	web.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of every client that does not trust it
	web.StartTLS()
	defer web.Close()
	d := newDesk(t)
	for _, c := range []struct {
		tls    string
		flags  []string
		status int
	}{
		{"{}", nil, 9},
		{"{cacert: ca.pem}", nil, 0},
		{"{insecure: true}", nil, 0},
		{"{insecure: true}", []string{"--insecure=false"}, 9},
		{"{cacert: nowhere.pem}", nil, 1},
		{"{cert: nowhere.pem}", []string{"-k"}, 1},
	} {
		d.configure(t, "urls:\n  "+web.URL+":\n    tls: "+c.tls+"\n")
		dir := filepath.Join(d.home, "XDG_CONFIG_HOME", "etch")
		trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
		if err := os.WriteFile(filepath.Join(dir, "ca.pem"), trusted, 0o600); err != nil {
			t.Fatal(err)
		}
		if r := d.run(t, append([]string{"get", web.URL + "/page"}, c.flags...)...); r.status != c.status {
			t.Errorf("%s %v: %d, not %d: %s", c.tls, c.flags, r.status, c.status, r.said)
		}
	}
}
