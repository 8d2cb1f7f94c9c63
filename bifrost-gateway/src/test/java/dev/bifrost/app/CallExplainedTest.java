package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import org.junit.jupiter.api.Test;

class CallExplainedTest {
    private static String cost(String price, long nanoDollars) {
        Json.Obj attempt = new Json.Obj()
                .put("provider", "ollama")
                .put("model", "mine")
                .put("outcome", "ok")
                .put("key_fingerprint", "0a1b2c3d")
                .put("usage", new Json.Obj().put("prompt", 9).put("completion", 1))
                .put("cost", new Json.Obj().put("nano_dollars", nanoDollars).put("price", price));
        Json.Obj explained = new CallExplained((_, _, _) -> null)
                .of(new Json.Obj().put("ending", "complete").put("attempts", new Json.Arr().add(attempt)));
        return explained.objects("attempts").getFirst().text("cost", "");
    }

    @Test
    void cost_ofWhatHadNoPrice_isNotToldAsNothing() {
        assertThat(cost("none", 0)).isEqualTo("no price was known, so nothing was counted");
    }

    @Test
    void cost_byAnotherPrice_isTheSum() {
        assertThat(cost("2026-08-21 catalogue", 1_500_000))
                .isEqualTo("$0.0015; price 2026-08-21 catalogue, which is not the one in force now");
    }
}
