"""The faults that nsd and nginx cannot make, each on addresses of its own.   faults faults.json"""
import asyncio
import json
import ssl
import sys

import doh
import names
import raw
import web


async def main(path):
    with open(path) as file:
        faults = json.load(file)
    scripts = raw.Scripts(faults["raw"], faults["thumbprint"])
    for f in faults["tcp"]:
        if f["mode"] in raw.SERVERS:
            await raw.SERVERS[f["mode"]](scripts, f["address"], faults["tls"])
            continue
        fault = web.pages(faults["pages"], faults["thumbprint"]) if f["mode"] == "pages" else web.HTTP[f["mode"]]
        await asyncio.start_server(web.serve(fault), f["address"], 80, backlog=1000)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(faults["certificate"], faults["key"])
    for address in faults["doh"]:
        await asyncio.start_server(doh.connected, address, 443, ssl=context, backlog=1000)
    for f in faults["dns"]:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda f=f: names.UDP(f), (f["address"], 53))
        if f["mode"] != "truncates":    # it truncates every answer and nobody listens on TCP
            await asyncio.start_server(names.dns_over_tcp(f), f["address"], 53, backlog=1000)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
