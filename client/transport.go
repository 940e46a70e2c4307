package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

const (
	connectTimeout = 10 * time.Second // TCP; TLS has the same once more
	// idleTimeout is below the shortest keep-alive that servers commonly have (5 s):
	// a write after a long look at the editor opens a new connection instead of
	// meeting one that the server is just closing, and so is not lost.
	idleTimeout = 4 * time.Second
)

// A dialer opens a connection, as net.Dialer does.
type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// newTransport makes the transport beneath resty. Its errors are about files.
func newTransport(o Options) (*http.Transport, error) {
	conf, err := tlsConfig(o)
	if err != nil {
		return nil, err
	}
	tcp := &net.Dialer{Timeout: connectTimeout, KeepAlive: 15 * time.Second}
	t := &http.Transport{
		Proxy:                  proxy,
		DialContext:            counted(tcp.DialContext),
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    connectTimeout,
		ForceAttemptHTTP2:      true, // an own TLSClientConfig would switch it off
		DisableCompression:     true, // the entity tag is that of the encoding: ask for none
		IdleConnTimeout:        idleTimeout,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
	if path := o.UnixSocket; path != "" {
		t.Proxy = nil
		t.DialContext = counted(func(ctx context.Context, _, _ string) (net.Conn, error) {
			return tcp.DialContext(ctx, "unix", path)
		})
	}
	return t, nil
}

// proxy is the environment's. The standard library's error repeats the setting,
// which may hold a password.
func proxy(r *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(r)
	if err != nil {
		return nil, errors.New("the environment names an invalid proxy")
	}
	return u, nil
}

// tlsConfig trusts the system's certificates and those of CACert.
func tlsConfig(o Options) (*tls.Config, error) {
	conf := &tls.Config{InsecureSkipVerify: o.Insecure} // -k: the user's word
	if o.CACert != "" {
		pem, err := os.ReadFile(o.CACert)
		if err != nil {
			return nil, err
		}
		if conf.RootCAs, err = x509.SystemCertPool(); err != nil {
			conf.RootCAs = x509.NewCertPool()
		}
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no PEM certificate in it", o.CACert)
		}
	}
	if o.Cert == "" {
		if o.Key != "" {
			return nil, errors.New("a key without its certificate")
		}
		return conf, nil
	}
	key := o.Key
	if key == "" {
		key = o.Cert // one file with both, as curl takes it
	}
	pair, err := tls.LoadX509KeyPair(o.Cert, key)
	if err != nil {
		return nil, fmt.Errorf("certificate and key: %w", err)
	}
	conf.Certificates = []tls.Certificate{pair}
	return conf, nil
}

// A countedConn counts the bytes given to the network: the proof that a failed
// write never left. WroteHeaders of httptrace is no such proof, in either
// direction: it comes when the header is in a buffer.
type countedConn struct {
	net.Conn
	written atomic.Int64
}

// Write counts p before it leaves, and takes back what did not: the answer may be
// there, and be broken, before the write of the request has returned.
func (c *countedConn) Write(p []byte) (int, error) {
	c.written.Add(int64(len(p)))
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n - len(p)))
	return n, err
}

// counted makes dial count.
func counted(dial dialer) dialer {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
}

// underneath finds the counted connection in conn, through any layers of TLS; nil
// where there is none.
func underneath(conn net.Conn) *countedConn {
	for conn != nil {
		switch c := conn.(type) {
		case *countedConn:
			return c
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return nil
		}
	}
	return nil
}
