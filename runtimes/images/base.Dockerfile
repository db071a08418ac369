# What an image stands on, made from a public image. The last stage has one layer: what was removed is gone.
ARG PUBLIC
FROM ${PUBLIC} AS unpacked
LABEL dev.cronium.image.stage=unpacked
ARG LANGUAGE
ARG PACKAGES
ARG ACCOUNT
USER 0
RUN export DEBIAN_FRONTEND=noninteractive \
  && apt-get update \
  && apt-get install --yes --no-install-recommends ${PACKAGES}
COPY complete-root.sh /
RUN sh /complete-root.sh / "${LANGUAGE}" "${ACCOUNT}" && rm /complete-root.sh

FROM scratch
COPY --from=unpacked / /
