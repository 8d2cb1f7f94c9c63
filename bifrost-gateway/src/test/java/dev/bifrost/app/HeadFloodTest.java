package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads that never end must not take the memory that everybody else's calls live in. */
class HeadFloodTest {

    @Test
    void headers_moreThanAHundredAndTwentyEight_areRefused() throws Exception {
        try (TestGateway gateway = TestGateway.start("providers: [{ name: simulated }]\n");
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.send(
                            "GET /health HTTP/1.1\r\nhost: a\r\n" + "a: b\r\n".repeat(200) + "\r\n")
                    .read();

            assertThat(answer.status()).isEqualTo(431);
        }
    }

    @Test
    void unfinishedHeads_ofManyConnections_areRefusedBeforeTheyFillTheHeap() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start("providers: [{ name: simulated }]\n")) {
            String head = "GET /health HTTP/1.1\r\nhost: a\r\n" + ("x-filler: " + "y".repeat(230) + "\r\n").repeat(100);
            for (int i = 0; i < 150; i++) {
                clients.add(new RawClient(gateway.port()).send(head));
            }

            RawClient last = clients.getLast();
            assertThat(last.read().status()).isEqualTo(431);
            for (RawClient client : clients) {
                client.close();
            }
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(client.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
            }
        }
    }
}
