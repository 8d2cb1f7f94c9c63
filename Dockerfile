FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
# The libraries first: they change less often than the sources.
COPY .mvn .mvn
COPY mvnw build pom.xml ./
COPY scripts scripts
COPY bifrost-api/pom.xml bifrost-api/
COPY bifrost-gateway/pom.xml bifrost-gateway/
COPY bifrost-bench/pom.xml bifrost-bench/
COPY examples/ollama-adapter/pom.xml examples/ollama-adapter/
RUN ./build -q -pl bifrost-gateway -am package -Dmaven.test.skip=true && rm -rf bifrost-*/target
COPY bifrost-api/src/main bifrost-api/src/main
COPY bifrost-gateway/src/main bifrost-gateway/src/main
RUN ./build -q -pl bifrost-gateway -am package -Dmaven.test.skip=true

FROM eclipse-temurin:25-jre
WORKDIR /opt/bifrost
COPY --from=build /src/bifrost-gateway/target/dist/lib lib
COPY scripts/find-jdk scripts/runtime scripts/launch scripts/train-aot scripts/
# Made here and not in the first stage: a cache holds only for the JVM and the jars it was made with.
RUN scripts/train-aot /opt/bifrost || true \
    && mkdir -p /var/lib/bifrost && chown 65532:65532 /var/lib/bifrost
ENV BIFROST_LISTEN=0.0.0.0:8080
EXPOSE 8080
USER 65532:65532
WORKDIR /var/lib/bifrost
# sh replaces itself with the JVM, so SIGTERM reaches the gateway.
ENTRYPOINT ["/opt/bifrost/scripts/launch"]
CMD ["serve"]
