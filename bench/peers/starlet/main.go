// The original of the serial format, Starlark's lib/serial in Go, in the conversation of the other peers:
//
//	starlet serial decode|encode FILE    FILE holds what its dumps wrote
//	starlet serial make JSON FILE        reads JSON text, which is serial too, and dumps it to FILE
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/1set/starlet/lib/serial"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "github.com/1set/starlet" {
				return module.Version + ", " + info.GoVersion
			}
		}
	}
	return "?"
}

// Nanoseconds: of the clock, or that the process has spent on processors.
func now() int64 {
	if os.Getenv("CLONEWIRE_BENCH_CPU_TIME") == "" {
		return time.Now().UnixNano()
	}
	var used syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return used.Utime.Nano() + used.Stime.Nano()
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("starlet: ")
	module := must(serial.LoadModule())[serial.ModuleName].(*starlarkstruct.Module)
	thread := &starlark.Thread{}
	call := func(name string, argument starlark.Value) starlark.Value {
		return must(starlark.Call(thread, module.Members[name], starlark.Tuple{argument}, nil))
	}
	if len(os.Args) < 4 {
		log.Fatal("usage: starlet serial decode|encode FILE | serial make JSON FILE")
	}
	op, text := os.Args[2], starlark.String(must(os.ReadFile(os.Args[3])))
	value := call("loads", text)
	dumped := call("dumps", value).(starlark.String)
	if op == "make" {
		must(0, os.WriteFile(os.Args[4], []byte(dumped), 0o666))
		return
	}
	if dumped != text {
		log.Fatal("dumps does not give what loads read")
	}
	once := func() { call("loads", text) }
	if op == "encode" {
		once = func() { call("dumps", value) }
	}
	fmt.Printf("{\"version\":%q,\"bytes\":%d}\n", version(), len(text))
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		times := must(strconv.Atoi(lines.Text()))
		start := now()
		for ; times > 0; times-- {
			once()
		}
		fmt.Println(now() - start)
	}
}
