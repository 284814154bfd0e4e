#!/usr/bin/env bash
# Starts LocalStack 4.14.0 on http://127.0.0.1:4566, waits until it answers, and says what to do next.
#
#   localstack/start.sh                 takes Docker when an engine answers, otherwise installs LocalStack from PyPI
#   localstack/start.sh --no-docker     from PyPI even when there is Docker
#   localstack/start.sh stop            ends what this script started
#   localstack/start.sh status
#
# Without Docker it needs Python 3.12 or 3.13 and about 510 MB under ${XDG_CACHE_HOME:-~/.cache}/bartizan.
set -euo pipefail

port=4566
url="http://127.0.0.1:$port"
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/bartizan"
pid_file="$cache/start.sh.pid"
log="$cache/localstack.log"

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

has_docker() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }
answers() { python3 - "$url/_localstack/health" <<'PY'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through the proxy of a company network
try:
    opener.open(sys.argv[1], timeout=2).read()
except Exception:
    sys.exit(1)
PY
}
compose() { docker compose --file "$here/compose.yaml" "$@"; }

# The process of the pid file, if it still is the LocalStack that was started and not a later process of that number.
running() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  [[ $(ps -o args= -p "$pid" 2>/dev/null || tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *run_localstack.py* ]] || return 1
  say "$pid"
}

start_host() {
  local python pid
  python=$(python3 "$here/install.py" localstack) || exit 1
  python=${python#localstack }
  mkdir -p "$cache"
  # setsid, so that stop can end it with all its children; nohup, so that it outlives this terminal.
  if command -v setsid >/dev/null; then
    setsid nohup "$python" "$here/run_localstack.py" --port "$port" >"$log" 2>&1 </dev/null &
  else
    nohup "$python" "$here/run_localstack.py" --port "$port" >"$log" 2>&1 </dev/null &
  fi
  pid=$!
  say "$pid" >"$pid_file"
  for _ in $(seq 240); do
    if answers; then return; fi
    kill -0 "$pid" 2>/dev/null || fail "LocalStack ended while starting; its log is $log"
    sleep 0.5
  done
  stop
  fail "LocalStack did not answer within two minutes; its log is $log"
}

start() {
  if answers; then
    say "LocalStack already answers at $url"
  elif [[ ${1:-} != --no-docker ]] && has_docker; then
    compose up --detach --wait
  else
    start_host
  fi
  cat <<END
LocalStack 4.14.0 answers at $url

  export AWS_ENDPOINT_URL=$url AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1
  \$(python3 localstack/install.py moto | cut -d' ' -f2-) localstack/seed.py $url --skip-unsupported
  cargo run --release -- audit aws --region us-east-1 --region eu-west-1
END
}

# LocalStack ignores a polite request at times, so it has ten seconds.
stop() {
  local pid
  if pid=$(running); then
    kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 20); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.5
    done
    kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    say "LocalStack (process $pid) is stopped"
  fi
  rm -f "$pid_file"
  if has_docker && [[ -n $(compose ps --quiet 2>/dev/null) ]]; then
    compose down
  fi
}

case ${1:-start} in
  start) start "${2:-}" ;;
  --no-docker) start --no-docker ;;
  stop) stop ;;
  status) if answers; then say "LocalStack answers at $url"; else say "nothing answers at $url"; exit 1; fi ;;
  *) fail "unknown command \`$1\`; the top of this script lists them" ;;
esac
