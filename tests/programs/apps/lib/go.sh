# Sourced: gobuild NAME SOURCE-DIR builds a Go program, natively, and sets
# $prog. It is kept in out/programs/go if that can be written, or else made in
# the working directory.
gobuild() {
    command -v go >/dev/null || { PATH=$PATH:/usr/lib/go/bin; }
    src=$(cd "$2" && pwd)
    sum=$(cat "$src"/*.go | cksum | tr -d ' ')-$(go version | cksum | cut -d' ' -f1)
    top=$(cd "$2/../../../../.." && pwd)
    dir=${OUT:-$top/out}/programs/go
    case $dir in /*) ;; *) dir=$top/$dir ;; esac
    prog=$dir/$1-$sum
    [ -x "$prog" ] && return
    mkdir -p "$dir" 2>/dev/null && [ -w "$dir" ] || { dir=$PWD; prog=$dir/$1-$sum; }
    t=$(mktemp -d)
    [ -w "$dir" ] && cache=$dir/cache-$(id -u) || cache=$t/cache
    (cd "$src" && HOME=$t GOCACHE=$cache GOPATH=$t/path GOTMPDIR=$t GOTOOLCHAIN=local GO111MODULE=off \
        GOFLAGS= CGO_ENABLED=0 go build -o "$t/prog" .) 1>&2 || { rm -rf "$t"; echo "go build failed"; exit 1; }
    chmod 755 "$t/prog"
    cp "$t/prog" "$prog.$$" && mv "$prog.$$" "$prog"
    chmod -R u+w "$t"; rm -rf "$t"
}
