package client_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/etch-http/etch/client"
)

func TestHTTP2(t *testing.T) {
	rec := &recorder{}
	rec.Server = httptest.NewUnstartedServer(rec.handler(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet:
			w.Header().Set("ETag", `"v1"`)
			_, _ = io.WriteString(w, `{"a":1}`)
		case r.URL.Path == "/cut":
			panic(http.ErrAbortHandler)
		default:
			w.WriteHeader(204)
		}
	}))
	rec.EnableHTTP2 = true
	rec.StartTLS()
	defer rec.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, certificate(rec.Server), 0o600); err != nil {
		t.Fatal(err)
	}
	c := dial(t, client.Options{CACert: ca})
	if _, err := c.Fetch(t.Context(), parse(t, rec.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(t.Context(), patch(t, rec.URL), v1); err != nil {
		t.Fatal(err)
	}
	_, err := c.Write(t.Context(), patch(t, rec.URL+"/cut"), v1)
	is[*client.LostError](t, err)
	for _, r := range rec.requests() {
		if r.ProtoMajor != 2 {
			t.Error(r.Method, r.Proto)
		}
	}
	if n := len(rec.requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
	insecure := dial(t, client.Options{Insecure: true})
	if _, err := insecure.Fetch(t.Context(), parse(t, rec.URL)); err != nil {
		t.Error("insecure:", err)
	}
}

func TestAUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Host+r.URL.Path)
	}))
	srv.Listener.Close()
	srv.Listener = l
	srv.Start()
	defer srv.Close()
	rep, err := dial(t, client.Options{UnixSocket: path}).Fetch(t.Context(), parse(t, "http://docker/info"))
	if err != nil || string(rep.Body) != "docker/info" {
		t.Error(string(rep.Body), err)
	}
}

func TestAClientCertificate(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "{}")
	}))
	srv.Config.ErrorLog = quiet
	srv.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	srv.StartTLS()
	defer srv.Close()
	key, err := x509.MarshalPKCS8PrivateKey(srv.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	keyPEM := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	ca := string(certificate(srv))
	both, certFile, keyFile := write(t, "both.pem", ca+keyPEM), write(t, "cert.pem", ca), write(t, "key.pem", keyPEM)
	for name, o := range map[string]client.Options{
		"two files": {CACert: certFile, Cert: certFile, Key: keyFile},
		"one file":  {CACert: certFile, Cert: both},
	} {
		if _, err := dial(t, o).Fetch(t.Context(), parse(t, srv.URL)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = dial(t, client.Options{CACert: certFile}).Fetch(t.Context(), parse(t, srv.URL))
	is[*client.UnreachableError](t, err)
}

// The environment of these tests names a proxy; see TestMain.
func TestTheProxyOfTheEnvironment(t *testing.T) {
	rep, err := dial(t, client.Options{}).Fetch(t.Context(), parse(t, "http://proxied.test/x"))
	if err != nil || string(rep.Body) != "by proxy: http://proxied.test/x" {
		t.Errorf("%s %v", rep.Body, err)
	}
}
