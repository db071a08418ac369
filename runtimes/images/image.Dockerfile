# What makes an image out of what it stands on: the entry and the helper library. Who it runs as, where, and what it
# starts follows, from recipes.json.
ARG BASE
FROM ${BASE}
COPY cronium /usr/lib/cronium
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Rarely, as most runs are over by then and need no look: the first one comes after the interval.
HEALTHCHECK --interval=5m --timeout=10s --retries=2 CMD ["/usr/lib/cronium/healthy"]
