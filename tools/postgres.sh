# Sourced by test and bench: a PostgreSQL cluster of our own in artifacts/, on a free port of localhost, gone when the script ends.
PG_BIN="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"

start_postgres() {
  local where run_as=()
  where="$(mktemp -d /tmp/fw-postgres-XXXXXX)"
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$where"
    run_as=(runuser -u postgres --)
  fi

  PG_DATA="$where/data"
  PG_PORT="$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo 54329)"
  (cd / && "${run_as[@]}" "$PG_BIN/initdb" -D "$PG_DATA" -U fw -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd / && "${run_as[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA" -w -s -l "$where/log" start \
    -o "-p $PG_PORT -k $where -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=${PG_FSYNC:-off} -c shared_buffers=256MB")
  export FIRSTWINDOW_TEST_POSTGRES="Host=127.0.0.1;Port=$PG_PORT;Username=fw;Database=postgres"
}

stop_postgres() {
  if [ -n "${PG_DATA:-}" ]; then
    local run_as=()
    [ "$(id -u)" = 0 ] && run_as=(runuser -u postgres --)
    (cd / && "${run_as[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA" -s -m immediate stop) || true
    rm -rf "$(dirname "$PG_DATA")"
  fi
}
