"""First names that many children in the United States bear, so that a name from another case is noticed.

Names that are also words, months, places or surnames of staff more often than first names are left out (Will, May,
Grace, Austin, Jordan). The list need not be complete: it is there to notice some, not to judge any.
"""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aaliyah aaron abby abdul abigail ada adam adele adrian adriana agnes ahmed aidan aiden aisha alan alana
    alejandra alejandro alex alexa alexander alexandra alexis alfonso alice alicia alina alisha allison alma alyssa
    amanda amara amber amelia amina amir amy ana andre andrea andres andrew angela angelina anita anna annabelle
    anthony antonio arjun armando arthur arturo asher ashley aubrey audrey aurora ava avery axel ayaan ayden bella
    benjamin bernard beth bianca brandon brayden brenda brendan brian brianna brittany brody brooke bryan bryce
    caitlin caleb callie calvin camila cameron carla carlos carmen caroline carson casey cassandra catherine cecilia
    cedric cesar charles charlie chelsea chloe chris christian christina christopher clara claire claudia cody colin
    connor corey cristian crystal cynthia daisy damian damien daniel daniela danielle danny darius darnell david
    deandre deborah declan delilah denise dennis derek deshawn destiny diana diego dominic donovan dylan easton
    eduardo edward eleanor elena eli elias elijah elise eliza elizabeth ella ellie elliot emanuel emerson emilia
    emiliano emilio emily emma emmanuel enrique eric erica erik erin esmeralda esteban ethan eva evan evelyn everett
    ezekiel ezra fatima felipe fernanda fernando fiona francesca francisco gabriel gabriela gabriella gavin genesis
    george gerardo gianna giovanni giselle gloria gregory guadalupe gustavo hailey haley hannah harper harrison
    hassan hayden hazel heather hector helena henry hugo ian ibrahim ines isaac isabel isabella isabelle isaiah isla
    ivan jace jacob jacqueline jada jaden jake jamal james jamie janelle jared jasmine jason javier jayden jaylen
    jayla jeffrey jenna jennifer jeremiah jeremy jerome jesse jessica jesus jimena joanna joaquin joel john johnny
    jonah jonathan jorge jose joseph joshua josiah josue juan juanita jude julia julian juliana julie julio justin
    kai kaitlyn kaleb karen karina karla kate katelyn katherine kathryn katie kayden kayla keisha keith kelly kelsey
    kenneth kevin khalil kiara kimberly kristen kristina kyle kylie laila lakshmi lamar landon lara latoya laura
    lauren layla leah leila leo leon leonardo leslie levi liam lila lillian lily linda lisa logan lorenzo louis
    lucas lucia lucy luis luke luna lydia mackenzie maddie madeline maggie malachi malik manuel marcos marcus
    margaret maria mariah mariam mariana marina mario marisol marquis martina mary mateo matthew maurice maverick
    maxwell maya megan melanie melissa mia micah michael michelle miguel mikayla mila miles miranda miriam mohamed
    mohammed molly monica morgan moses muhammad mya myles nadia naomi natalia natalie natasha nathan nathaniel
    nevaeh nicholas nicolas nicole nina noah noelle nolan nora oliver olivia omar oscar owen pablo paige pamela
    patricia patrick paula pedro penelope peter peyton philip phoebe preston priya quentin quinn rachel rafael raj
    ramon rashad raul raymond rebecca reina ricardo riley robert roberto rodrigo roman ronald rosa rowan ruben ruby
    ruth ryan sabrina sadie samantha samir samuel santiago sara sarah sasha savannah sebastian selena sergio seth
    shane shania shanice shannon shawn shreya sienna silas simon sofia sophia sophie stella stephanie stephen steven
    susan tamara tamika tanya tara tatiana taylor teresa theodore theresa thomas tiffany timothy tobias tomas travis
    trevor trinity tristan tyler tyrone valentina valeria valerie vanessa veronica victor victoria vincent violet
    viviana walter wendy wesley william wyatt xavier ximena yasmin yolanda yusuf zachary zainab zoe zoey
    """.split()
)
