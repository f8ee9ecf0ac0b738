// The original of the format serial, github.com/1set/starlet's lib/serial, over a pipe: the other end of
// tests/live/serial.mjs. Each line of the input is a request, each of the output its answer, both JSON:
//
//	{"dumps": SOURCE}   Starlark source that sets v   → {"text": what dumps(v) gives}
//	{"loads": TEXT}                                   → {"graph": the value in the notation of tests/corpus/serial}
//
// or {"error": the message that the original gives}. The first line of the output is {"go": its version}.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/1set/starlet/lib/serial"
	startime "go.starlark.net/lib/time"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

type request struct {
	Dumps *string `json:"dumps"`
	Loads *string `json:"loads"`
}

type object map[string]interface{}

var module starlark.StringDict

func call(name string, argument starlark.Value) (starlark.Value, error) {
	members := module[serial.ModuleName].(*starlarkstruct.Module).Members
	return starlark.Call(&starlark.Thread{}, members[name], starlark.Tuple{argument}, nil)
}

func dumps(source string) (string, error) {
	predeclared := starlark.StringDict{
		"time":   startime.Module,
		"struct": starlark.NewBuiltin("struct", starlarkstruct.Make),
	}
	options := &syntax.FileOptions{Set: true, TopLevelControl: true, GlobalReassign: true}
	globals, err := starlark.ExecFileOptions(options, &starlark.Thread{}, "value.star", source, predeclared)
	if err != nil {
		return "", fmt.Errorf("the source: %w", err)
	}
	text, err := call("dumps", globals["v"])
	if err != nil {
		return "", err
	}
	return string(text.(starlark.String)), nil
}

// ids are given on entering a container; what loads makes is a tree.
type notation struct{ next int }

func (n *notation) id() int {
	n.next++
	return n.next - 1
}

func (n *notation) list(values []starlark.Value) []interface{} {
	out := make([]interface{}, 0, len(values))
	for _, v := range values {
		out = append(out, n.of(v))
	}
	return out
}

func (n *notation) of(v starlark.Value) interface{} {
	switch t := v.(type) {
	case starlark.NoneType:
		return object{"t": "null"}
	case starlark.Bool:
		return object{"t": "boolean", "v": bool(t)}
	case starlark.Int:
		return object{"t": "bigint", "v": t.String()}
	case starlark.Float:
		return object{"t": "number", "v": numberText(float64(t))}
	case starlark.String:
		return object{"t": "string", "v": string(t)}
	case starlark.Bytes:
		return object{"t": "bytes", "v": hex.EncodeToString([]byte(t))}
	case startime.Time:
		return object{"t": "time", "v": time.Time(t).Format(time.RFC3339Nano)}
	case *starlark.List:
		id := n.id()
		pairs := make([]interface{}, 0, t.Len())
		for i := 0; i < t.Len(); i++ {
			pairs = append(pairs, []interface{}{i, n.of(t.Index(i))})
		}
		return object{"t": "array", "id": id, "length": t.Len(), "e": pairs, "p": []interface{}{}}
	case starlark.Tuple:
		id := n.id()
		return object{"t": "tuple", "id": id, "e": n.list(t)}
	case *starlark.Set:
		id := n.id()
		iterator := t.Iterate()
		defer iterator.Done()
		members := []interface{}{}
		var member starlark.Value
		for iterator.Next(&member) {
			members = append(members, n.of(member))
		}
		return object{"t": "Set", "id": id, "e": members}
	case *starlark.Dict:
		id := n.id()
		pairs := make([]interface{}, 0, t.Len())
		for _, item := range t.Items() {
			key := n.of(item[0])
			pairs = append(pairs, []interface{}{key, n.of(item[1])})
		}
		return object{"t": "Map", "id": id, "e": pairs}
	}
	panic("no notation for " + v.Type())
}

// As JavaScript's String(n), -0 as "-0".
func numberText(v float64) string {
	if v == 0 && math.Signbit(v) {
		return "-0"
	}
	magnitude := math.Abs(v)
	if magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) {
		text := strconv.FormatFloat(v, 'e', -1, 64)
		mantissa, exponent, _ := strings.Cut(text, "e")
		return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func answer(line []byte) object {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return object{"error": "the request: " + err.Error()}
	}
	if r.Dumps != nil {
		text, err := dumps(*r.Dumps)
		if err != nil {
			return object{"error": err.Error()}
		}
		return object{"text": text}
	}
	value, err := call("loads", starlark.String(*r.Loads))
	if err != nil {
		return object{"error": err.Error()}
	}
	return object{"graph": (&notation{}).of(value)}
}

func main() {
	time.Local = time.UTC
	var err error
	if module, err = serial.LoadModule(); err != nil {
		panic(err)
	}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	encoder.Encode(object{"go": runtime.Version()})
	output.Flush()
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		encoder.Encode(answer(line))
		if input.Buffered() == 0 {
			output.Flush()
		}
	}
}
