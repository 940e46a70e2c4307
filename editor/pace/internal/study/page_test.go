package main

import (
	"bytes"
	"os"
	"runtime"
	"testing"
)

// TestPage: the page in docs is what the code makes of itself today.
func TestPage(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the page was made on amd64, and others may round otherwise")
	}
	kept, err := os.ReadFile("../../../../docs/contention.md")
	if err != nil {
		t.Fatal(err)
	}
	var made bytes.Buffer
	write(&made)
	if !bytes.Equal(made.Bytes(), kept) {
		t.Error("docs/contention.md is out of date: go run ./editor/pace/internal/study >docs/contention.md")
	}
}
