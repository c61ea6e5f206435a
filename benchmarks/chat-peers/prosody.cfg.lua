-- Prosody with a durable archive, for ./bench chat. {{folder}} and {{port}} are filled in.
run_as_root = true
pidfile = "{{folder}}/prosody.pid"
data_path = "{{folder}}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { {{port}} }
s2s_ports = {}
modules_enabled = { "saslauth", "register", "mam" }
modules_disabled = { "s2s", "tls", "offline" }
allow_registration = true
min_seconds_between_registrations = 0
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = { archive = "sql" }
sql = { driver = "SQLite3", database = "{{folder}}/archive.sqlite" }
sqlite_tune = "safe" -- every commit flushed
default_archive_policy = true
archive_expires_after = "never"
limits = {}
log = { error = "*console" }
VirtualHost "localhost"
