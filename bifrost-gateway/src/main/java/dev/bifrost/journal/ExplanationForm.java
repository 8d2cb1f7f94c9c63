package dev.bifrost.journal;

import dev.bifrost.api.Explanation;
import dev.bifrost.api.Explanation.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An {@link Explanation} as JSON, both ways. */
final class ExplanationForm {
    private ExplanationForm() {}

    static void write(JsonGenerator json, @Nullable Explanation explanation) {
        if (explanation == null) {
            return;
        }
        json.writeObjectPropertyStart("explanation");
        json.writeArrayPropertyStart("decisions");
        for (Decision decision : explanation.decisions()) {
            json.writeStartObject();
            json.writeNumberProperty("nanos", decision.nanos());
            json.writeStringProperty("what", decision.what());
            CallForm.text(json, "about", decision.about());
            json.writeStringProperty("said", decision.said());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("left", explanation.left());
        json.writeEndObject();
    }

    static @Nullable Explanation read(@Nullable Fields in) {
        if (in == null) {
            return null;
        }
        List<Decision> decisions = new ArrayList<>();
        for (Fields each : in.objects("decisions")) {
            decisions.add(
                    new Decision(each.number("nanos"), each.text("what"), each.maybe("about"), each.text("said")));
        }
        return new Explanation(decisions, Math.toIntExact(in.number("left")));
    }
}
