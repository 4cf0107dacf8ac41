import pytest

from data.ingest.furniture import Furniture, furniture, is_imprint


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Related Articles", Furniture.HEADING),
        ("You may also like:", Furniture.HEADING),
        ("More from Harbour Gazette", Furniture.HEADING),
        ("Das könnte Sie auch interessieren", Furniture.HEADING),
        ("À lire aussi", Furniture.HEADING),
        ("Te puede interesar", Furniture.HEADING),
        ("Comments (12)", Furniture.ENDING),
        ("12 Comments", Furniture.ENDING),
        ("No comments yet...", Furniture.ENDING),
        ("♡ 1.2K   ↗ Share", Furniture.ENDING),
        ("Share | Tweet | Email", Furniture.ENDING),
        ("» Weiterlesen", Furniture.ENDING),
        ("LIRE LA SUITE →", Furniture.ENDING),
        ("#sea #north", Furniture.ENDING),
        ("Tags: sea, north, ferries", Furniture.ENDING),
        ("© 2025 Newsraft. All rights reserved.", Furniture.ENDING),
        ("Advertisement", Furniture.INTERRUPTION),
        ("– Anzeige –", Furniture.INTERRUPTION),
        ("Publicité", Furniture.INTERRUPTION),
        ("Photo: Picture Desk", Furniture.TEASER),
        ("The quay at low water. (Photo by Ola Brandt)", Furniture.TEASER),
        ("READ MORE: Who sailed the ship?", Furniture.TEASER),
        ("Lesen Sie auch: Wer fuhr das Schiff?", Furniture.TEASER),
        ("Sign in", Furniture.GENERIC),
        ("Iniciar sesión", Furniture.GENERIC),
        ("5 min read", Furniture.GENERIC),
        ("Lesezeit: 3 Minuten", Furniture.GENERIC),
        ("https://newsraft.example/a/1", Furniture.GENERIC),
        ("Home | World | Business | Sport", Furniture.GENERIC),
        ("Sign up for our newsletter and get the day's news in your inbox.", Furniture.GENERIC),
        ("1,204", Furniture.GENERIC),
        (
            "We and our 214 partners store information on your device, such as cookies. By clicking you consent.",
            Furniture.CONSENT,
        ),
        ("Wir und unsere Partner verwenden Cookies; Ihre Einwilligung können Sie widerrufen.", Furniture.CONSENT),
        ("Nous et nos 40 partenaires utilisons des cookies avec votre consentement.", Furniture.CONSENT),
        ("Utilizamos cookies propias; puede aceptar o cambiar sus preferencias.", Furniture.CONSENT),
        # What only begins like furniture is news.
        ("Comments close on the harbour plan", None),
        ("Subscribe now, minister tells the fishermen's paper", None),
        ("Share prices fall in Halm", None),
        ("Related crimes are not rare in Orrin", None),
        ("Advertisement for a ferry wins a prize", None),
        ("Follow the money, said the auditor", None),
        ("The firm uses cookies, the regulator said, although it had promised not to.", None),
        ("“We use cookies because the law asks us to,” the office said.", None),
        ("Photographs of the quay were sold", None),
        ("Halm, Orrin and the sea", None),
        ("", None),
    ],
)
def test_furniture(line: str, kind: Furniture | None) -> None:
    assert furniture(line) is kind


def test_a_long_paragraph_is_no_invitation() -> None:
    line = "Sign up for our war, the poster said, and " + "the young men of the town came, and " * 12 + "nobody asked."
    assert furniture(line) is None


def test_is_imprint() -> None:
    assert is_imprint("Copyright 2025 Harbour Gazette")
    assert not is_imprint("The copyright of the song belongs to the town")
