# Shared by up, run and down: where the world is, and whether it lives. Sourced, not run.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
world=${PREFLIGHT_WORLD:-${XDG_RUNTIME_DIR:-/tmp}/preflight-world-$UID}
case $world in /*) ;; *) world=$PWD/$world ;; esac
export PREFLIGHT_WORLD=$world
PATH=$PATH:/usr/sbin:/sbin   # an ordinary user's PATH lacks nsd, unbound, nft

die() { echo "world: $1" >&2; exit "${2:-1}"; }

# A process is known by its id and its start time, so a recycled id is never taken for ours.
# A zombie has ended.
started() { sed -n 's/.*) [^ZX] //p' "/proc/$1/stat" 2> /dev/null | cut -d' ' -f19; }
child_of() { cat /proc/[0-9]*/stat 2> /dev/null | sed -n "s/^\([0-9]*\) (.*) . $1 .*/\1/p" | grep -m 1 .; }
alive() {
    local pid since
    [ -r "$world/pid" ] || return 1
    read -r pid since _ < "$world/pid" || return 1
    [ -n "$since" ] && [ "$(started "$pid")" = "$since" ]
}
world_pid() { cut -d' ' -f1 "$world/pid"; }
