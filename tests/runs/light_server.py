"""The server of warm kernels without the libraries that toy notebooks do not use."""

from analysis.runs import warm_server

warm_server.import_ahead = lambda: [
    warm_server._import_if_sound(name)
    for name in ("ipykernel.debugger", "ipykernel.ipkernel", "ipykernel.kernelapp", "matplotlib")
]

if __name__ == "__main__":
    warm_server.main()
