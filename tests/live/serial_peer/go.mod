module clonewire/serial_peer

go 1.19

require (
	github.com/1set/starlet v0.2.1
	go.starlark.net v0.0.0-20260324133313-ffb3f39dd27a
)

require golang.org/x/sys v0.0.0-20220715151400-c0bba94af5f8 // indirect
