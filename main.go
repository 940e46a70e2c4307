// Command etch edits resources of HTTP APIs, safely: "kubectl edit" for every
// server that speaks RFC 9110. All of it is in package cmd and the packages below.
package main

import (
	"os"

	"github.com/etch-http/etch/cmd"
)

func main() { os.Exit(cmd.Main()) }
