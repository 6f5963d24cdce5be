"""nginx's configuration: the platform's server, somebody else's servers, and what single names answer otherwise."""
# What an address answers for any name (the role `nginx NAME` in addresses.table).
SERVERS = {
    "platform": "include challenge.conf;",
    "missing": "location / { return 404; }",
    "catchall": 'location / { default_type text/html; return 200 "<html><body><h1>Welcome to our hotel</h1></body></html>"; }',
    "forbidden": "location / { return 403; }",
    "broken": "location / { return 500; }",
    # Plain HTTP where TLS is due, and a server that refuses every handshake; both send everybody there from port 80.
    "plaintls": "location / { return 301 https://$host$request_uri; }",
    "rejecttls": "location / { return 301 https://$host$request_uri; }",
}

# Servers that send everybody from port 80 to https, where TLS is what these directives make of it.
TO_HTTPS = "if ($scheme = http) { return 301 https://$host$request_uri; } "
RSA = "ssl_certificate {tls}/rsa.pem; ssl_certificate_key {tls}/rsa.key; "
TLS = {
    "tls12": "ssl_protocols TLSv1.2;",
    "tls13": "ssl_protocols TLSv1.3;",
    "tls11": RSA + "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;",
    "tls-rsa": RSA + "ssl_protocols TLSv1.2; ssl_ciphers AES128-GCM-SHA256;",
    "tls-dhe": RSA + "ssl_protocols TLSv1.2; ssl_ciphers DHE-RSA-AES128-GCM-SHA256; ssl_dhparam {tls}/dh.pem;",
    "tls-cbc-sha256": RSA + "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA256;",
    "tls-cbc-sha1": RSA + "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA;",
    "tls-sha1": RSA + "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0; "
                      "ssl_conf_command SignatureAlgorithms RSA+SHA1;",
    "tls-rsa-1024": "ssl_certificate {tls}/rsa-1024.pem; ssl_certificate_key {tls}/rsa-1024.key; "
                    "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0;",
}
# TLS on port 80 as well: nginx answers plain HTTP there with a 400 of its own.
SERVERS["tls-plain-page"] = "include challenge.conf;"

TOKEN = 'location ~ "^/\\.well-known/acme-challenge/(?<token>[A-Za-z0-9_-]+)$"'


def answer(body, more=""):
    return f'{TOKEN} {{ default_type text/plain; {more} return 200 "{body}"; }}'


def behaviour(words, thumbprint):
    """What one name answers: the http column of names/*.table, as README.md lists it."""
    kind, _, rest = words.partition(" ")
    key = f"$token.{thumbprint}"
    if kind == "redirect":
        code, url = rest.split(None, 1)
        return f'location / {{ return {code} "{url.replace("$uri", "$request_uri").replace("$long", "a" * 2100)}"; }}'
    if kind == "redirects":     # N times to itself, each time with one more x in the query, then the answer
        return (f'{TOKEN} {{ default_type text/plain; if ($args = "{"x" * int(rest)}") {{ return 200 "{key}"; }} '
                f'return 302 $uri?${{args}}x; }}')
    if kind == "status":
        return f"location / {{ return {rest}; }}"
    if kind == "status-with-key":
        return f'{TOKEN} {{ default_type text/plain; return {rest} "{key}"; }}'
    if kind == "empty":
        return answer("")
    if kind == "text":
        return answer(rest.replace('"', '\\"'))
    if kind == "html":
        return f'location / {{ default_type text/html; return 200 "{rest}"; }}'
    if kind == "before":        # bytes before and after the right answer; \n, \r, \t as nginx reads them
        return answer(rest.replace("\\s", " ") + key)
    if kind == "after":
        return answer(key + rest.replace("\\s", " "))
    if kind == "gzip":
        return answer(key, "gzip on; gzip_min_length 1; gzip_types text/plain; gzip_proxied any;")
    if kind == "long":
        return answer(key + "a" * 200)
    if kind == "other-key":     # another account's thumbprint
        return answer("$token." + "A" * 43)
    if kind == "header":
        name, value = rest.split(None, 1)
        return answer(key, f'add_header {name} "{value}";')
    raise SystemExit(f"names: no such behaviour: {words}")


def pages(rows):
    """Status, headers and body of the names whose http column is `page STATUS NAME=VALUE;… BODY`, for faults/."""
    found = {}
    for row in rows:
        if row.http.startswith("page "):
            status, headers, body = (row.http.split(None, 3) + [""])[1:4]
            pairs = [] if headers == "-" else [pair.replace("\\s", " ").split("=", 1) for pair in headers.split(";")]
            found[row.name] = (int(status), pairs, body)
    return found


def configuration(directory, rows, addresses, thumbprint):
    (directory / "challenge.conf").write_text(
        f"{TOKEN} {{ default_type text/plain; root {directory}/webroot; try_files $uri @answer; }}\n"
        f'location @answer {{ default_type text/plain; return 200 "$token.{thumbprint}"; }}\n'
        "location / { default_type text/html; return 200 '<html><body>A shop</body></html>'; }\n")
    ours = {s: a for s, a in addresses.items() if a.role == "nginx"}
    usual = [s for s in ours if s.startswith("platform")]
    listen = lambda a, port, more="": f"listen {f'[{a.address}]' if a.family == 6 else a.address}:{port}{more}; "

    servers = []
    for kind, content in SERVERS.items():
        line = ""
        for a in ours.values():
            if a.argument == kind:
                line += listen(a, 80, " ssl default_server" if kind == "tls-plain-page" else " default_server")
                line += listen(a, 443, " default_server" if kind == "plaintls" else " ssl default_server")
        reject = "ssl_reject_handshake on; " if kind == "rejecttls" else ""
        if line:
            servers.append(f"server {{ {line}server_name _; {reject}{content} }}")
    for kind, directives in TLS.items():
        line = "".join(listen(a, 80, " default_server") + listen(a, 443, " ssl default_server") for a in ours.values() if a.argument == kind)
        if line:
            directives = directives.replace("{tls}", f"{directory}/tls")
            servers.append(f"server {{ {line}server_name _; {directives} {TO_HTTPS}include challenge.conf; }}")
    for row in rows:
        if row.http == "-" or row.http.startswith(("page ", "raw ")):     # faults/ answers these
            continue
        own = {d for k, d in row.records if k in ("A", "AAAA")} & set(ours)
        line = "".join(listen(ours[s], 80) for s in own | set(usual))
        servers.append(f"server {{ {line}server_name {row.name}; {behaviour(row.http, thumbprint)} }}")

    body = "\n  ".join(servers)
    # Two workers: a verdict should not wait for another one's TLS handshake.
    return f"""user root;
worker_processes 2;
daemon off;
pid {directory}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log {directory}/log/nginx.access;
  client_body_temp_path {directory}/nginx.tmp; proxy_temp_path {directory}/nginx.tmp; fastcgi_temp_path {directory}/nginx.tmp;
  uwsgi_temp_path {directory}/nginx.tmp; scgi_temp_path {directory}/nginx.tmp;
  server_names_hash_max_size 4096; server_names_hash_bucket_size 512;
  ssl_certificate {directory}/tls/self.pem; ssl_certificate_key {directory}/tls/self.key;
  {body}
}}
"""
