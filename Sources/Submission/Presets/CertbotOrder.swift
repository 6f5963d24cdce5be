/// The program that runs certbot for one order in directories of its own.
enum CertbotOrder {
  static let text = """
    #!/bin/sh
    # Written by preflight, and again at each of its starts: changes are lost.
    # Called as: SHARED-DIRECTORY WORKER-DIRECTORY CERTIFICATE-OR-EMPTY CERTBOT-ARGUMENT...
    set -u
    certificate=$3
    umask 077
    # What an earlier run of the same order left when it was killed.
    rm -rf "$2"
    mkdir -p "$1" "$2/config" || exit 1
    shared=$(cd "$1" && pwd -P) && worker=$(cd "$2" && pwd -P) || exit 1
    shift 3
    for part in accounts archive live renewal renewal-hooks; do
      mkdir -p "$shared/$part" && ln -s "$shared/$part" "$worker/config/$part" || exit 1
    done

    # certbot writes down where its directories were: it shall be the shared ones.
    mend() {
      file=$shared/renewal/$certificate.conf
      [ -n "$certificate" ] && [ -f "$file" ] || return 0
      workers=$(dirname "$worker")
      grep -q -F "$workers/" "$file" || return 0
      new=$(mktemp "$worker/conf.XXXXXXXX") || return 0
      sed -e '/^work_dir = /d' -e '/^logs_dir = /d' -e "s#^\\([a-z_]* = \\)$workers/[a-z0-9]*/config#\\1$shared#" \\
        "$file" > "$new" && mv -f "$new" "$file"
    }
    mend

    # A signal is for certbot, which tidies up behind itself; this shell follows it.
    trap : TERM INT HUP
    certbot "$@" --config-dir "$worker/config" --work-dir "$worker/work" --logs-dir "$worker/logs"
    status=$?
    mend
    # What became of the requests: Debian's certbot says nothing where newOrder is refused (it ends with an
    # AttributeError), and never says when to come again.
    if [ $status != 0 ] && [ -f "$worker/logs/letsencrypt.log" ]; then
      echo "preflight: from certbot's log"
      grep -a -i -E ' request to |^HTTP [0-9]|^retry-after:|^ *"(newOrder|type|detail|status)":|:ERROR:' \\
        "$worker/logs/letsencrypt.log" | sed 's/^.*:ERROR:[a-z._]*:/ERROR: /' | cut -c 1-2000 | tail -c 40000
    fi
    rm -rf "$worker"
    exit $status

    """
}
