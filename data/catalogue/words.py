"""Names that are also something else: what only the catalogue's capitals tell apart, and what nothing does.

Collected by reading the matches in some forty million characters of news, and by hand for other languages.
All entries are folded as in `data.catalogue.names`.
"""

from __future__ import annotations

from typing import Final

# A name made of nothing but these (and numbers) counts inside running text only as the catalogue prints it:
# "Russia Today" is an outlet, "Russia today" is not.
_ENGLISH: Final = """
    a about age agency air am american and arab army associated association atlantic australian bangladesh blaze beast
    break bulwark business call caller canadian capital caravan central channel chronicle citizen city civil clean
    common company conservative conversation current daily day democracy digital diplomat dispatch dreams
    east eastern economic economist energy era evening express eye fair fast federalist financial first focus foreign
    affairs fortune forward free from front global globes graphic green ground guardian gulf head herald hill hindu hot
    hunt i independent indian information inquirer insider intercept international irish journal left legal liberation
    liberty local mail matters media mercury middle militant mint mirror morning my namibian nation national
    network new news nine notes now observer of on one online outlook page paper particle peninsula people plus
    point points policy post premium press print province public punch radio raw real record reference reporter
    republic rest review rising roll rolling s scientific scroll seven signal sixth slate smart southern spectator
    standard star stars statesman stone story stripes stuff sun talking telegraph television the time times
    today tone topics tribune trust tv vanity verge vision voice week weekend weekly west wire wired world
    yorker
"""
_COUNTRIES: Final = """
    africa america arabia asia australia belarus botswana canada china egypt ethiopia europe fiji france
    gambia georgia germany ghana hong hungary india iran ireland israel italy jamaica japan jordan kenya
    kong korea kuwait libya malaysia malta moldova namibia nepal nigeria oman pakistan philippine poland qatar
    romania russia rwanda samoa saudi senegal serbia singapore slovakia south spain sudan taiwan tanzania turkey
    uganda ukraine uk us usa vietnam zambia zealand zimbabwe
"""
_ELSEWHERE: Final = """
    actuelles afrique aksam algerienne am avvenire bolivia brasil canal carta comercio confidencial croix cual
    cumhuriyet dagbladet dagens danas das de deber del der deutschland diaria diario die do domani e echos economico
    el erste espanol espectador evrensel excelsior expresso fakt faro fatto fato financiero foglio folha
    freiheit freitag gazeta gazetesi giornale globo het hora hurriyet il info information jeune jornada jornal junge
    kurier l la laatste latina le les libre manha manifesto mercurio messaggero metropoles milenio
    milliyet monde morgen mostrador mundo nacion nacional neues nieuws nieuwsblad noticias novosti nyheter o obrero
    observador once orient ouest pais parisien parool peru polska politika politiken portal povo prensa presse
    primicias publica publico quotidiano razon reforma repubblica republica republika sabah semana siglo soir sole
    sozcu spiegel stampa standaard stern tal tageszeitung tempo temps tercera tiempo tijd todo trouw ultima universal
    universo unita unsere valeurs valor vanguardia veja verita vijesti welt zeit zeitung
    беларусь вести ведомости вечерње звезда известия новости политика правда россия сегодня
    αυγη βημα εφημεριδα η καθημερινη νεα τα το
"""
ORDINARY: Final = frozenset((_ENGLISH + _COUNTRIES + _ELSEWHERE).split())

# Names that stand for an outlet alone (in a byline, a column, a source line) and mostly for something else inside
# a sentence, however they are written: surnames and first names, places, parties, things. Letters only, no spaces.
_ELSE_ENGLISH: Final = """
    aa aap ad agi americanconservative anadolu andina asahi bhaskar bta cbn cctv dawn dr drudge dvb fars
    foreignaffairs foreignpolicy fortune france2 france3 globes hina hln jang metro mrt nd nikkei npo nrc ont pap
    pressassociation rai rbc reason reddit salon scroll sina slate sme starsandstripes stern stuff theage
    theaustralian thecaravan theexpress theforward thefreepress thehindu theinsider thejournal thelocal themilitant
    themirror thenational thepaper thepeninsula theprint thepunch thewire time tpm veja vice vox wired
"""
_ELSE_ELSEWHERE: Final = """
    danas daserste derfreitag diepresse diewelt diezeit fakt politika politiken sabah trouw vijesti
    הארץ الجزيرة الاهرام الاقتصادية الحرة الحياةالجديدة الشرقالاوسط الميادين الاماراتاليوم اليومالسابع اخباراليوم
    عكاظ نبض کیهان आजतक सामना հանրայինռադիո საზოგადოებრივიმაუწყებელი አዲስዘመን
    中国网 中央社 共同社 聯合報 ข่าวสด
"""
OTHERWISE: Final = frozenset((_ELSE_ENGLISH + _ELSE_ELSEWHERE).split())
